import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findViolations } from '../layers/find-violations.js';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cellbridge-layers-'));
  await write('package.json', { name: 'top', devDependencies: { vitest: '*' } });
  await addPackage('database', {});
  await addPackage('db-api', { '@cellbridge/database': '*', pg: '*' }, { tsup: '*' });
  await addPackage('db-cell', { '@cellbridge/database': '*' });
  await addPackage('objects', { '@cellbridge/db-api': '*' });
});

afterEach(() => rm(root, { recursive: true }));

async function write(path: string, content: string | object): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function addPackage(folder: string, dependencies: object, devDependencies = {}) {
  const name = `@cellbridge/${folder}`;
  const manifest = { name, exports: { '.': './src/index.ts' }, dependencies, devDependencies };
  await write(`packages/${folder}/package.json`, manifest);
  await write(`packages/${folder}/src/index.ts`, 'export {};');
}

/** What is found when a file of `db-api` holds `text`. */
async function violationsOf(text: string, file = 'src/index.ts'): Promise<string[]> {
  await write(`packages/db-api/${file}`, text);
  return findViolations(root);
}

test.each([
  [`import { a } from '@cellbridge/database';`],
  [`import fs from 'node:fs'; import pg from 'pg'; import './other.js';`],
])('allows %s', async (text) => {
  expect(await violationsOf(text)).toEqual([]);
});

test.each([
  ['an arrow that goes up', `import { a } from '@cellbridge/objects';`, 'is not below it'],
  ['a sibling', `import { a } from '@cellbridge/db-cell';`, 'is not below it'],
  ['a type of a sibling', `import type { A } from '@cellbridge/db-cell';`, 'is not below it'],
  ['a lazy import', `await import('@cellbridge/db-cell');`, 'is not below it'],
  ['an export', `export { a } from '@cellbridge/db-cell';`, 'is not below it'],
  ['a deep import', `import '@cellbridge/database/src/a.js';`, 'reaches past the face of'],
  ['a path to another package', `import '../../database/src/a.js';`, 'reaches into another'],
  ['a package that is not declared', `import 'commander';`, 'is not among the dependencies'],
  ['one that only its tests may use', `import 'tsup';`, 'is not among the dependencies'],
])('refuses %s', async (_, text, reason) => {
  expect(await violationsOf(text)).toEqual([
    expect.stringMatching(new RegExp(`^packages/db-api/src/index.ts: .*${reason}`)),
  ]);
});

test('lets tests import what is below at any depth, and what is declared at the root', async () => {
  const text = `import 'vitest'; import 'tsup'; import '@cellbridge/database';`;
  expect(await violationsOf(text, 'test/a.test.ts')).toEqual([]);
});

test('refuses tests that import what is above, or what nobody declares', async () => {
  const text = `import '@cellbridge/objects'; import 'commander';`;
  expect(await violationsOf(text, 'test/a.test.ts')).toHaveLength(2);
});

test('refuses a dependency that skips a floor, used or not', async () => {
  await addPackage('objects', { '@cellbridge/database': '*' });
  expect(findViolations(root)).toEqual([
    'packages/objects/package.json: @cellbridge/database is not below it',
  ]);
});
