import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A name in code that leads to the file which declares it: [`getByUuid`](../packages/….ts). */
const NAME = /\[`(?:\w+\.)?(?<name>\w+)`\]\((?<file>[^)]+\.ts)\)/g;
/** A path in code, with braces for several: `packages/database/src/{sqlite,postgresql}/classify.ts`. */
const PATH = /`(?<path>(?:packages|apps|bench|examples|scripts|docs)\/[\w./{},-]+)`/g;

/**
 * Finds what a page says of the code and the code does not have: names and paths.
 *
 * @param page relative to `root`.
 */
export function findDeadReferences(root: string, page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const names = [...text.matchAll(NAME)].flatMap(({ groups }) => {
    const { name = '', file = '' } = groups ?? {};
    const path = join(root, dirname(page), file);
    if (!existsSync(path)) return [`${page}: there is no ${file}`];
    return namesIn(path).has(name) ? [] : [`${page}: ${file} declares no ${name}`];
  });
  const paths = [...text.matchAll(PATH)]
    .flatMap(({ groups }) => spread(groups?.path ?? ''))
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${page}: there is no ${path}`);
  return [...names, ...paths];
}

function namesIn(file: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node };
    if (name && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return names;
}

function spread(path: string): string[] {
  const [, before = '', inside, after = ''] = /^(.*?)\{(.*?)\}(.*)$/.exec(path) ?? [];
  if (inside === undefined) return [path];
  return inside.split(',').flatMap((part) => spread(`${before}${part}${after}`));
}
