import { expect, test } from 'vitest';
import { VERSION } from '../src/version.js';
import { cellbridge } from './run.js';

test.each([
  ['help', '--help'],
  ['help db', 'db --help'],
  ['help db sync', 'db sync --help'],
  ['help db online_data_migrations', 'db online-data-migrations --help'],
])('"%s" is "%s"', async (help, spelledOut) => {
  const shown = await cellbridge({}, ...help.split(' '));
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toBe((await cellbridge({}, ...spelledOut.split(' '))).stdout);
  expect(shown.stdout).toContain('Usage: cellbridge');
});

test('the version is a document with --json', async () => {
  expect(await cellbridge({}, '--version')).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
  for (const args of [
    ['--version', '--json'],
    ['--json', '--version'],
  ]) {
    const shown = await cellbridge({}, ...args);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.json()).toEqual({ version: VERSION });
  }
});
