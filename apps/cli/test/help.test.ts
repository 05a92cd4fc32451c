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

test.each([
  ['statsu', 'Did you mean status?', ''],
  ['help statsu', 'Did you mean status?', ''],
  ['db verfiy', 'Did you mean verify?', 'db '],
  ['help db verfiy', 'Did you mean verify?', 'db '],
  ['db help verfiy', 'Did you mean verify?', 'db '],
  ['db online-data-migration', 'Did you mean online-data-migrations?', 'db '],
  ['db verify --kidn', 'Did you mean --kind?', 'db verify '],
  // The last word alone.
  ['verify', 'Did you mean db verify?', ''],
  ['online_data_migrations', 'Did you mean db online-data-migrations?', ''],
  ['sync', 'Did you mean api-db sync or db sync?', ''],
])('"%s" is told what it may mean', async (words, suggestion, place) => {
  const { code, stdout, stderr } = await cellbridge({}, ...words.split(' '));
  expect({ code, stdout }).toEqual({ code: 127, stdout: '' });
  const typed = words.split(' ').at(-1);
  const kind = typed?.startsWith('-') ? 'option' : 'command';
  expect(stderr).toBe(
    `cellbridge: Unknown ${kind} '${typed}'. ${suggestion} See "cellbridge ${place}--help".\n`,
  );
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
