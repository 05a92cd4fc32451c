/** Differences between kinds of database stay in the folders of `dialects`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DIALECTS } from '../src/dialects/index.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Features that not every kind of database has, and checks for one kind. */
const OF_ONE_DIALECT = new RegExp(
  [
    String.raw`\breturning\b`,
    String.raw`\bon conflict\b`,
    String.raw`\bonConflict`,
    String.raw`\bexcluded\.["$]`,
    String.raw`\bfor update\b`,
    `['"](?:${Object.keys(DIALECTS).join('|')})['"]`,
  ].join('|'),
  'gi',
);

/** Returns a text without its comments. */
function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

test('shared code neither names a dialect nor uses features of only one', () => {
  const shared = sourceFiles().filter((file) => !/\/dialects\//.test(file));
  expect(shared.length).toBeGreaterThan(250);
  const found = shared.flatMap((file) => {
    const words = codeOf(readFileSync(join(ROOT, file), 'utf8')).match(OF_ONE_DIALECT) ?? [];
    return words.map((word) => `${file}: ${word}`);
  });
  expect(found).toEqual([]);
});

/** Returns the sources of all workspaces, by their paths in the repository. */
function sourceFiles(): string[] {
  const folders = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(folder, name, 'src')),
  );
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
}
