import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createDeployment, useHarness } from '@cellbridge/testing';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { defineCommand } from '../src/command.js';
import { cellbridge } from './run.js';
import { screenOf } from './screen.js';

const ESCAPE = '\u001b[';
/** A word that is longer may be broken. */
const LONGEST_WORD = 40;
const PROGRESS_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /;

/** The words of a table: whatever stands between blanks, the lines of its frame and the signs of a list. */
function wordsOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/[\s│┌┐└┘├┤┬┴┼─[\]",]+/)
    .filter((word) => word !== '');
}

describe('on a terminal', () => {
  const harness = useHarness('sqlite');

  test('a run has a bar beside its result, and a framed table', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 4 }, () => ({})));
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url, isTTY: true }, ...args);
    expect(code).toBe(0);
    expect(stderr).toContain('of 4 groups');
    expect(stdout).toContain('┌');
    expect(stdout).toContain(ESCAPE);
    expect(stdout).not.toContain('rows matched');
  });

  test('a run has a line a batch while a cell is down, and hides nothing of the terminal', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    await cells[1]?.addGroups([{}, {}]);
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    const options = { apiUrl: api.url, isTTY: true };
    await api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell1'",
    );
    const { code, stdout, stderr } = await cellbridge(options, ...args);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Cell cell1 is unavailable: .+ The run goes on without this cell\.\n$/);
    expect(stdout.match(/in cell cell2, 1 migrated/g)).toHaveLength(2);
    await cells[1]?.addGroups([{}]);
    const bar = await cellbridge(options, ...args, '--cell', 'cell2');
    expect(bar.stderr).toContain('of 1 groups');
    expect(bar.stderr).not.toContain(`${ESCAPE}?25l`);
    expect(bar.stderr).not.toContain(`${ESCAPE}?7l`);
  });

  test('what is left of the bar is taken away, however the run ends', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 20 }, () => ({})));
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    for (const [columns, ...options] of [[40], [80, '--max-count', '3'], [200], [80]] as const) {
      const interruption = new AbortController();
      const { stderr } = await cellbridge(
        {
          apiUrl: api.url,
          isTTY: true,
          columns,
          // The last run goes to its end.
          ...(columns !== 80 && {
            signal: interruption.signal,
            onNote: () => interruption.abort(),
          }),
        },
        ...args,
        ...options,
      );
      expect(stderr).toMatch(/\d+ % \| \d+ of \d+ groups/);
      expect(screenOf(stderr, columns)).toEqual([]);
      for (const drawn of stderr.split('\r')) {
        expect(stringWidth(stripVTControlCharacters(drawn))).toBeLessThan(columns);
      }
    }
    expect(await cell.liveGroups()).toEqual([]);
  });

  test('lines go to standard output where standard error is a file', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    const options = { apiUrl: api.url, isTTY: true, isErrorTTY: false };
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    const { stdout, stderr } = await cellbridge(options, ...args);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Running \w+: 2 rows need it\.$/m);
    expect(stdout).toContain('1 migrated; 2 of 2 so far, 0 remaining.');
  });

  test.each([20, 80, 100, 250])(
    'tables fit %i columns, and say all that they say in a pipe',
    async (columns) => {
      const { api, cell } = await createDeployment(harness);
      const [group] = await cell.addGroups([
        { name: 'a name of several words, which is so long that it does not fit into one line' },
        { name: '名前 '.repeat(20).trim() },
        { members: ['5e0f0000-0000-4000-8000-0000000000aa', 'another-of-them'] },
      ]);
      await api.addGroups([{ uuid: group?.uuid, name: 'another' }]);
      await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
      const listed = JSON.parse(
        (await cellbridge({ apiUrl: api.url }, 'group', 'list', '--json')).stdout,
      ) as { uuid: string }[];
      for (const args of [
        ['status'],
        ['cell', 'list'],
        ['group', 'list'],
        ['group', 'show', listed.at(-1)?.uuid ?? ''],
        ['quarantine', 'list'],
        ['quarantine', 'show', group?.uuid ?? ''],
        ['db', 'verify'],
      ]) {
        const piped = await cellbridge({ apiUrl: api.url }, ...args);
        const shown = await cellbridge({ apiUrl: api.url, isTTY: true, columns }, ...args);
        const isProse = (line: string) => piped.stdout.includes(`${line}\n`);
        const lines = stripVTControlCharacters(shown.stdout).split('\n');
        const tooLong = lines.filter((line) => stringWidth(line) > columns && !isProse(line));
        expect(tooLong).toEqual([]);
        const words = new Set(wordsOf(shown.stdout));
        const broken = wordsOf(piped.stdout).filter(
          (word) => !words.has(word) && word.length <= LONGEST_WORD,
        );
        if (columns >= 80) expect(broken).toEqual([]);
      }
    },
  );

  test('a table fits the terminal as wide as it is by then', async () => {
    let columns = 80;
    const resized = defineCommand({
      path: ['resized'],
      description: 'print a table after a resize',
      examples: [],
      makesApiDb: true,
      async handler({ output }) {
        columns = 30;
        output.table(['Text'], [['some words '.repeat(10)]]);
        return 0;
      },
    });
    const options = { commands: [resized], isTTY: true, columns: () => columns };
    const { stdout } = await cellbridge(options, 'resized');
    const lines = stripVTControlCharacters(stdout).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(30);
  });

  test('NO_COLOR takes the colours away', async () => {
    const { api } = await createDeployment(harness);
    const options = { apiUrl: api.url, isTTY: true };
    const environment = { NO_COLOR: '1' };
    expect((await cellbridge(options, 'status')).stdout).toContain(ESCAPE);
    const { stdout } = await cellbridge({ ...options, environment }, 'status');
    expect(stdout).toContain('┌');
    expect(stdout).not.toContain(ESCAPE);
  });

  test('--json is the document alone', async () => {
    const { api } = await createDeployment(harness);
    const options = { apiUrl: api.url, isTTY: true };
    const result = await cellbridge(options, 'db', 'online-data-migrations', '--json');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.json()).toMatchObject({ outcome: 'complete' });
  });
});

describe('in a pipe', () => {
  const harness = useHarness('sqlite');

  test('progress has a line a batch, with the time, the total and what remains', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}, {}]);
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    const { stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...args);
    expect(stderr).toBe('');
    const lines = stdout.split('\n').filter((line) => PROGRESS_TIME.test(line));
    expect(lines.map((line) => line.replace(PROGRESS_TIME, ''))).toEqual([
      'Running migrate_instance_groups_to_api_db: 3 rows need it.',
      ...[1, 2, 3].map(
        (done) =>
          `1 rows matched migrate_instance_groups_to_api_db in cell cell1, 1 migrated; ${done} of 3 so far, ${3 - done} remaining.`,
      ),
    ]);
  });
});

describe("a demo's folder", () => {
  test('that holds a demo, or cannot be made, is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-demo-test-'));
    const run = (name: string) =>
      cellbridge({ folder }, 'demo', '--groups', '10', '--folder', name);
    const made = await run('made');
    expect(made.code).toBe(0);
    expect(made.stdout).toContain(`sqlite:///${join(folder, 'made', 'api.sqlite')}`);
    expect(made.stdout).toContain('(in a clone with "pnpm" before each of them)');
    const again = await run('made');
    expect(again.code).toBe(127);
    expect(again.stderr).toContain('holds a demo already');
    await writeFile(join(folder, 'file'), '');
    const impossible = await run('file/inside');
    expect(impossible.code).toBe(127);
    expect(impossible.stderr).toContain('choose another folder');
    await rm(folder, { recursive: true });
  });
});
