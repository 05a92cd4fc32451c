import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../run.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

const git = (...args: string[]) => run({ folder }, 'git', ...args);
const write = (file: string, text: string) => writeFile(join(folder, file), text);
const AUTHOR = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
const commit = (code: number) =>
  run({ folder, code }, 'git', ...AUTHOR, 'commit', '--quiet', '--message', 'A change');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellbridge-hooks-'));
  for (const file of ['.githooks', '.gitignore', 'biome.json']) {
    await cp(join(ROOT, file), join(folder, file), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await git('init', '--quiet');
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { hooks: string };
  };
  await run({ folder }, '/bin/sh', '-c', scripts.hooks);
});
afterAll(() => rm(folder, { recursive: true }));

test('the hook refuses what is staged and badly formatted, and minds nothing else', async () => {
  await write('unstaged.ts', 'export  const  one = "1"');
  await write('staged.ts', "export const one = '1';\n");
  await git('add', 'staged.ts');
  await commit(0);
  await write('staged.ts', 'export const one = "1"');
  await git('add', 'staged.ts');
  await commit(1);
  await write('notes.txt', 'Nothing that it knows.');
  await git('restore', '--staged', 'staged.ts');
  await git('add', 'notes.txt');
  await commit(0);
  const committed = await git('log', '--name-only', '--format=');
  expect(committed).toBe('notes.txt\nstaged.ts\n');
});
