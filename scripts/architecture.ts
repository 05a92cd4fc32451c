/**
 * Fails if a package depends on others than the arrows of docs/architecture.md lead to, or if a page names a
 * file that does not exist, or a name that its file does not contain.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A name that leads to its file: [`getByUuid`](../packages/….ts). */
const NAME = /\[`(?:\w+\.)?(?<name>\w+)`\]\((?<file>[^)]+\.ts)\)/g;
/** A path, with braces for several: `packages/database/src/{sqlite,postgresql}/classify.ts`. */
const PATH = /`(?<path>(?:packages|apps|bench|examples|scripts|docs)\/[\w./{},-]+)`/g;

const list = (folder: string) => readdirSync(folder).map((name) => join(folder, name));
const read = (file: string) => readFileSync(file, 'utf8');

function checkArrows(): string[] {
  const drawn = [...read('docs/architecture.md').matchAll(/^ {2}([\w-]+ --> [\w-]+)$/gm)];
  const found = [...list('packages'), ...list('apps')].flatMap((folder) => {
    const manifest = JSON.parse(read(join(folder, 'package.json')));
    if (manifest.private) return [];
    return Object.keys(manifest.dependencies ?? {})
      .filter((name) => name.startsWith('@cellbridge/'))
      .map((name) => `${manifest.name} --> ${name}`.replaceAll('@cellbridge/', ''));
  });
  const arrows = new Set(drawn.map(([, arrow = '']) => arrow));
  return [
    ...found.filter((arrow) => !arrows.has(arrow)).map((arrow) => `not drawn: ${arrow}`),
    ...[...arrows].filter((arrow) => !found.includes(arrow)).map((arrow) => `only drawn: ${arrow}`),
  ];
}

function checkPage(page: string): string[] {
  const text = read(page);
  const names = [...text.matchAll(NAME)].flatMap(({ groups: { name = '', file = '' } = {} }) => {
    const path = join(dirname(page), file);
    const isThere = existsSync(path) && new RegExp(`\\b${name}\\b`).test(read(path));
    return isThere ? [] : [`${page}: there is no ${name} in ${file}`];
  });
  const paths = [...text.matchAll(PATH)].flatMap(({ groups }) => spread(groups?.path ?? ''));
  const missing = paths.filter((path) => !existsSync(path));
  return [...names, ...missing.map((path) => `${page}: there is no ${path}`)];
}

function spread(path: string): string[] {
  const [, before, inside, after] = /^(.*?)\{(.*?)\}(.*)$/.exec(path) ?? [];
  if (inside === undefined) return [path];
  return inside.split(',').flatMap((part) => spread(`${before}${part}${after}`));
}

const guides = list('docs').filter((path) => path.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', ...guides];
const problems = [...checkArrows(), ...pages.flatMap(checkPage)];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
