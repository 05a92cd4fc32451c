import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { importsOf, neededBy } from '../layers/imports.js';
import { readWorkspaces, type Workspace } from '../layers/workspace.js';
import { drawGraph, graphOf, withoutShortcuts } from './graph.js';
import { drawTables } from './tables.js';

/** Draws every picture of the house from its code. @returns each by the name that a page has for it. */
export function drawPictures(root: string): Record<string, string> {
  const { packages } = readWorkspaces(root);
  const named = (name: string) => {
    const found = packages.find((workspace) => workspace.name === name);
    if (!found) throw new Error(`There is no package ${name}.`);
    return found;
  };
  const published = packages.filter(({ isPrivate }) => !isPrivate);
  const tables = (database: string) =>
    drawTables(join(root, 'packages/schema/migrations', database, 'postgresql'));
  return {
    packages: drawPackages(published),
    objects: drawModules(named('@cellbridge/objects'), /^(index|input|timestamps|errors\/.*)$/),
    migrator: drawModules(named('@cellbridge/migrator'), /^index$/, /^(quarantine|verify)\//),
    'api-tables': tables('api'),
    'cell-tables': tables('cell'),
    ...readWalks(join(root, 'docs/pictures')),
  };
}

/** What a test has recorded: `packages/migrator/test/walks.test.ts`. */
function readWalks(folder: string): Record<string, string> {
  const walks = readdirSync(folder).map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return [basename(file, '.mmd'), `\`\`\`mermaid\n${text}\`\`\``];
  });
  return Object.fromEntries(walks);
}

/** Which package imports which. */
function drawPackages(packages: readonly Workspace[]): string {
  const shownAs = new Map(packages.map(({ name }) => [name, name.replace(/^@\w+\//, '')]));
  const arrows = packages.flatMap((workspace) =>
    sourcesOf(workspace).flatMap((file) =>
      importsOf(join(workspace.folder, file)).flatMap((specifier) => {
        const [from, to] = [shownAs.get(workspace.name), shownAs.get(specifier)];
        return from && to ? [[from, to] as const] : [];
      }),
    ),
  );
  return drawGraph(graphOf(arrows));
}

/**
 * Which module of a package needs which when it runs.
 *
 * @param hidden modules that say nothing in a picture: faces, and what everybody uses.
 * @param folded folders that are shown as one.
 */
function drawModules(workspace: Workspace, hidden: RegExp, folded = /^$/): string {
  const shownAs = (file: string) => {
    const name = file.replace(/^src\//, '').replace(/\.[jt]s$/, '');
    if (hidden.test(name)) return undefined;
    return folded.test(name) ? `${dirname(name)}/` : name;
  };
  const arrows = sourcesOf(workspace).flatMap((file) => {
    const from = shownAs(file);
    if (from === undefined) return [];
    const targets = neededBy(join(workspace.folder, file))
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => shownAs(join(dirname(file), specifier)));
    return [from, ...targets].flatMap((to) => (to === undefined ? [] : [[from, to] as const]));
  });
  return drawGraph(withoutShortcuts(graphOf(arrows)));
}

function sourcesOf({ files }: Workspace): string[] {
  return files.filter((file) => file.startsWith(join('src', '/')));
}
