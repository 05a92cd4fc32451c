import { expect, test } from 'vitest';
import { VERSION } from '../src/version.js';
import { cellbridge } from './run.js';

test.each([
  ['help', '--help'],
  ['help db', 'db --help'],
  ['help db sync', 'db sync --help'],
  ['help db online_data_migrations', 'db online-data-migrations --help'],
  ['db help sync', 'db sync --help'],
  ['help help', '--help'],
  ['help --json', '--help'],
  ['help db online-data-migrations --json', 'db online-data-migrations --help'],
  ['help cell delete cell1 --force', 'cell delete --help'],
  ['help status cell1', 'status --help'],
])('"%s" is "%s"', async (help, spelledOut) => {
  const shown = await cellbridge({}, ...help.split(' '));
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toBe((await cellbridge({}, ...spelledOut.split(' '))).stdout);
  expect(shown.stdout).toContain('Usage: cellbridge');
});

test.each([
  [['help', 'nonsense', '--force'], `Unknown command 'nonsense'.`],
  [['help', 'cell', 'nonsense', 'cell1'], `Unknown command 'nonsense'.`],
])('%j names no command, and says so', async (args, message) => {
  const { code, stderr } = await cellbridge({}, ...args);
  expect(code).toBe(127);
  expect(stderr).toContain(message);
});

test.each(['--help', 'db --help', 'group --help', 'quarantine --help', 'group show --help'])(
  '"%s" fits the terminal',
  async (help) => {
    const options = { isTTY: true, columns: 60 };
    const { stdout } = await cellbridge(options, ...help.split(' '));
    const [text = ''] = stdout.split('Examples:');
    expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  },
);

test('an option that may be given once is refused when it is given twice', async () => {
  const args = ['db', 'online-data-migrations', '--max-count', '1', '--max-count', '2'];
  expect(await cellbridge({}, ...args)).toMatchObject({
    code: 127,
    stderr: 'cellbridge: --max-count is given twice; give it once.\n',
  });
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
