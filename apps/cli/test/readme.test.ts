import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { runSource } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const ROOT = new URL('../../../', import.meta.url);
const READMES = [
  'README.md',
  'packages/database/README.md',
  'packages/schema/README.md',
  'packages/db-api/README.md',
  'packages/db-cell/README.md',
  'packages/db-common/README.md',
  'packages/objects/README.md',
  'packages/migrator/README.md',
  'packages/dashboard/README.md',
];

/** The first example of a README. */
async function exampleOf(readme: string): Promise<string> {
  const text = await readFile(new URL(readme, ROOT), 'utf8');
  const example = /^```ts\n(.*?)^```$/ms.exec(text)?.[1];
  if (example === undefined) throw new Error(`${readme} has no example.`);
  return example;
}

describe('the example of', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellbridge-readme-'));
    await symlink(
      fileURLToPath(new URL('../node_modules', import.meta.url)),
      join(folder, 'node_modules'),
    );
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const cli = (...args: string[]) => runCliIn(folder, ...args);
    await cli('api-db', 'sync');
    await cli(
      'cell',
      'create',
      '--name',
      'cell1',
      '--database-connection',
      `sqlite:///${folder}/.cellbridge/cell1.sqlite`,
    );
    await cli('db', 'sync');
    for (const [index, readme] of READMES.entries()) {
      await writeFile(join(folder, `example-${index}.ts`), await exampleOf(readme));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('each README is well typed', async () => {
    const base = fileURLToPath(new URL('tsconfig.base.json', ROOT));
    const typeRoots = [fileURLToPath(new URL('node_modules/@types', ROOT))];
    const config = { extends: base, include: ['*.ts'], compilerOptions: { typeRoots } };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const compile = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
    const { stdout } = await compile.catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  test.each(READMES.map((readme, index) => [readme, index]))('%s runs', async (_readme, index) => {
    const file = pathToFileURL(join(folder, `example-${index}.ts`));
    const { code, stdout, stderr } = await runSource(file, { folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});

async function runCliIn(folder: string, ...args: string[]): Promise<void> {
  const apiUrl = `sqlite:///${join(folder, '.cellbridge', 'api.sqlite')}`;
  const { code, stderr } = await cellbridge({ apiUrl, folder }, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}
