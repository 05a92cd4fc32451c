import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawGraph, graphOf, withoutShortcuts } from '../architecture/graph.js';
import { putPictures } from '../architecture/page.js';
import { findDeadReferences } from '../architecture/references.js';
import { neededBy } from '../layers/imports.js';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cellbridge-draw-'));
  await mkdir(join(root, 'docs'));
});

afterEach(() => rm(root, { recursive: true }));

test('draws each arrow, but for those to what is reached by others', () => {
  const graph = graphOf([
    ['top', 'middle'],
    ['middle', 'low/end'],
    ['top', 'low/end'],
    ['alone', 'alone'],
  ]);
  expect(drawGraph(withoutShortcuts(graph)).split('\n')).toEqual([
    '```mermaid',
    'flowchart TD',
    '  alone["alone"]',
    '  middle["middle"]',
    '  top["top"]',
    '  subgraph low',
    '    low_end["end"]',
    '  end',
    '  middle --> low_end',
    '  top --> middle',
    '```',
  ]);
});

test('a module needs what it imports more than types of', async () => {
  const file = join(root, 'module.ts');
  await writeFile(
    file,
    `import './effect.js';
    import { a, type B } from './values.js';
    import * as all from './all.js';
    import type { C } from './types.js';
    import { type D } from './more-types.js';
    export { e } from './exported.js';
    export type { F } from './exported-types.js';`,
  );
  expect(neededBy(file)).toEqual(['./effect.js', './values.js', './all.js', './exported.js']);
});

test('puts pictures into their places, and says which were others', () => {
  const page = 'a\n<!-- picture: one -->\n1\n<!-- end -->\n<!-- picture: two -->\n<!-- end -->\n';
  const put = putPictures(page, { one: '1', two: '2' });
  expect(put.changed).toEqual(['two']);
  expect(put.page).toBe(page.replace('two -->\n', 'two -->\n2\n'));
  expect(putPictures(put.page, { one: '1', two: '2' }).changed).toEqual([]);
});

test('refuses a picture without a place, and a place without a picture', () => {
  const page = '<!-- picture: one -->\n<!-- end -->\n';
  expect(() => putPictures(page, { one: '1', two: '2' })).toThrow('no place for: two');
  expect(() => putPictures(page, {})).toThrow('no picture "one"');
});

test('finds names and paths of which the code has none', async () => {
  await writeFile(join(root, 'docs/code.ts'), 'export class Known { method() {} }');
  await writeFile(
    join(root, 'docs/page.md'),
    `[\`Known\`](code.ts) [\`Known.method\`](code.ts) [\`unknown\`](code.ts) [\`Known\`](gone.ts)
    \`docs/{code,page}.{ts,md}\` \`docs/code.ts\` \`src/elsewhere.ts\``,
  );
  expect(findDeadReferences(root, 'docs/page.md')).toEqual([
    'docs/page.md: code.ts declares no unknown',
    'docs/page.md: there is no gone.ts',
    'docs/page.md: there is no docs/code.md',
    'docs/page.md: there is no docs/page.ts',
  ]);
});
