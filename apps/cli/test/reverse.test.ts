import { stripVTControlCharacters } from 'node:util';
import { now } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  type Harness,
  runSource,
  startSource,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test, vi } from 'vitest';
import type { Command } from '../src/command.js';
import { ReversalPrinter } from '../src/print-reversal.js';
import { cellbridge } from './run.js';
import { screenOf } from './screen.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const REVERSE = ['db', 'reverse', '--cell', 'cell1'];
const AT_ONCE = [...REVERSE, '--notice', '0'];
/** A process that was killed counts as ended after 30 seconds. */
const LONG_AGO = '2024-02-29 00:00:00';

const uuidOf = (number: number) => `0b000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A deployment whose groups have moved; so many of them have got rules since, which no cell keeps. */
async function createMoved(
  harness: Harness,
  { groups, withRules = 0 }: { groups: number; withRules?: number },
): Promise<TestDeployment> {
  const databases = await createDeployment(harness);
  const { api, cell } = databases;
  const numbers = Array.from({ length: groups }, (_, index) => index + 1);
  await cell.addGroups(
    numbers.map((number) => ({
      uuid: uuidOf(number),
      policies: ['anti-affinity'],
      members: ['a', 'b'],
    })),
  );
  expect((await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations')).code).toBe(0);
  for (const number of numbers.slice(0, withRules)) await addRules(databases, number);
  return databases;
}

async function addRules({ api }: TestDeployment, number: number): Promise<void> {
  await api.raw.query(
    `UPDATE instance_group_policy SET rules = '{"max_server_per_host": 3}'
     WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
    uuidOf(number),
  );
}

const contentOf = async ({ api, cell }: TestDeployment) => [
  await api.content(),
  await cell.content(),
];

forEachDialect('db reverse', (harness) => {
  test('in a pipe takes groups back, says so, and they move again', async () => {
    const databases = await createMoved(harness, { groups: 2 });
    const { api, cell } = databases;
    const { code, stdout, stderr } = await runSource(BIN, {
      // A slow machine shows progress.
      arguments: [...AT_ONCE, '--api-db', api.url, '--log-level', 'warn'],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^cell1: 2 groups can go back, 0 cannot\.\nCell +Went back +Stay *\ncell1 +2 +0 *\n2 groups went back\.\nThe next "cellbridge db online-data-migrations" moves them again\.\n$/,
    );
    expect(await cell.liveGroups()).toHaveLength(2);
    expect(await api.groups()).toEqual([]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    expect((await run('db', 'online-data-migrations')).code).toBe(0);
    expect((await run('db', 'verify')).code).toBe(0);
    expect((await run('status', '--check')).code).toBe(0);
    expect(await api.groups()).toHaveLength(2);
  });

  test('names what cannot go back before anything is done, leaves it, and ends with 3', async () => {
    const { api, cell } = await createMoved(harness, { groups: 14, withRules: 12 });
    const printed: string[] = [];
    const { code, stdout } = await cellbridge(
      {
        apiUrl: api.url,
        isTTY: true,
        columns: 80,
        onWrite: (text) => printed.push(text),
        onNote: (text) => printed.push(text),
      },
      ...REVERSE,
      ...['--notice', '0.01'],
    );
    expect(code).toBe(3);
    const screen = stripVTControlCharacters(stdout).trim().split('\n');
    expect(screen.slice(0, 2)).toEqual([
      'cell1: 2 groups can go back, 12 cannot.',
      `cell1: group ${uuidOf(1)} cannot go back (rules). It has rules, and a cell keeps none; take them off first.`,
    ]);
    expect(stdout.match(/cannot go back \(rules\)/g)).toHaveLength(10);
    expect(screen[11]).toBe('cell1: ... and 2 more; see --json.');
    expect(screen.slice(-4)).toEqual([
      '│ cell1 │ 2         │ 12   │',
      '└───────┴───────────┴──────┘',
      '2 groups went back, 12 stay in the API database.',
      'The next "cellbridge db online-data-migrations" moves them again.',
    ]);
    const wait = 'Services have 1 s to notice that groups go back.';
    const at = (text: string) => printed.findIndex((piece) => piece.includes(text));
    expect(at('see --json')).toBeLessThan(at(wait));
    expect(at(wait)).toBeLessThan(at('Went back'));
    expect(await cell.liveGroups()).toHaveLength(2);
    expect(await api.groups()).toHaveLength(12);
  });

  test('names a group that was to go back, and stays after all', async () => {
    const databases = await createMoved(harness, { groups: 3, withRules: 1 });
    let change: Promise<void> | undefined;
    const { code, stdout } = await cellbridge(
      {
        apiUrl: databases.api.url,
        onNote: () => {
          change ??= addRules(databases, 2);
        },
      },
      ...REVERSE,
      ...['--notice', '2'],
    );
    await change;
    expect(code).toBe(3);
    expect(stdout).toMatch(/^cell1: 2 groups can go back, 1 cannot\.\ncell1: group \S+01 cannot /);
    expect(stdout).toMatch(
      /\ncell1 +1 +2 *\ncell1: group \S+02 cannot go back \(rules\)\. .+\n1 group went back to its cell, 2 stay in the API database\.\n/,
    );
    expect(stdout.match(/cannot go back/g)).toHaveLength(2);
  });

  test('prints one document with --json, which lists all that stays', async () => {
    const { api, cell } = await createMoved(harness, { groups: 14, withRules: 12 });
    const result = await cellbridge({ apiUrl: api.url }, ...AT_ONCE, '--json');
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(result.json()).toEqual({
      outcome: 'staying',
      dryRun: false,
      exitCode: 3,
      cells: [
        {
          uuid: cell.uuid,
          name: 'cell1',
          groups: 2,
          staying: 12,
          stays: Array.from({ length: 12 }, (_, index) => ({
            groupUuid: uuidOf(index + 1),
            reason: 'rules',
            details: 'It has rules, and a cell keeps none; take them off first.',
          })),
        },
      ],
      unavailableCells: [],
    });
  });

  test('with --dry-run writes nothing', async () => {
    const databases = await createMoved(harness, { groups: 3, withRules: 1 });
    const before = await contentOf(databases);
    const options = { apiUrl: databases.api.url };
    const look = await cellbridge(options, ...REVERSE, '--dry-run');
    expect(look).toMatchObject({ code: 3, stderr: '' });
    expect(look.stdout).toMatch(/^cell1: 2 groups can go back, 1 cannot\.\n/);
    expect(look.stdout).toMatch(
      /\nNothing was written\. Run it without --dry-run to take 2 groups back\.\n$/,
    );
    const none = await cellbridge(options, 'db', 'reverse', '--group', uuidOf(1), '--dry-run');
    expect(none.code).toBe(3);
    expect(none.stdout).toContain('Nothing was written. No group can go back.');
    const stopped = await cellbridge(
      { ...options, signal: AbortSignal.abort() },
      ...REVERSE,
      '--dry-run',
    );
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toContain('Not every group was looked at');
    expect(await contentOf(databases)).toEqual(before);
  });

  test('of single groups leaves the others, and refuses one that has not moved', async () => {
    const { api, cell } = await createMoved(harness, { groups: 3 });
    const run = (...args: string[]) =>
      cellbridge({ apiUrl: api.url }, 'db', 'reverse', '--notice', '0', ...args);
    const { code, stdout } = await run('--group', uuidOf(2));
    expect(code).toBe(0);
    expect(stdout).toContain(
      '1 group went back to its cell.\nThe next "cellbridge db online-data-migrations" moves it again.\n',
    );
    expect(await cell.liveGroups()).toMatchObject([{ uuid: uuidOf(2) }]);
    const again = await run('--group', uuidOf(2));
    expect(again).toMatchObject({ code: 127, stdout: '' });
    expect(again.stderr).toContain(`Group ${uuidOf(2)} is not in the API database`);
    expect((await run('--group', uuidOf(1), '--group', uuidOf(3))).code).toBe(0);
    const nothing = await run('--cell', 'cell1');
    expect(nothing.code).toBe(0);
    expect(nothing.stdout).toMatch(
      /\nNothing was to go back: no group in the API database has moved from there\.\n$/,
    );
  });

  test('ends with 1 at --max-count, and goes on from there', async () => {
    const { api, cell } = await createMoved(harness, { groups: 3 });
    const first = await cellbridge({ apiUrl: api.url }, ...AT_ONCE, '--max-count', '2');
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(
      /\n2 groups went back\.\nStopped at --max-count\. Give the same .+ again to continue\.\nThe next .+\n$/,
    );
    expect((await cellbridge({ apiUrl: api.url }, ...AT_ONCE)).code).toBe(0);
    expect(await cell.liveGroups()).toHaveLength(3);
  });

  test('beside a run, or another one, ends with 2 and says who is at work', async () => {
    const { api } = await createMoved(harness, { groups: 1 });
    const run = startSource(BIN, { arguments: [...REVERSE, '--api-db', api.url] });
    await run.waitFor('Services have');
    for (const args of [AT_ONCE, ['db', 'online-data-migrations']]) {
      const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...args);
      expect(code).toBe(2);
      expect(stdout + stderr).toContain('A "cellbridge db reverse" is at work in cell cell1');
    }
    run.kill('SIGKILL');
    await run.result;
  });

  test('names a cell that is down, and ends with 4', async () => {
    const { api } = await createMoved(harness, { groups: 1 });
    await api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/at/all.sqlite'",
    );
    const { code, stdout } = await cellbridge({ apiUrl: api.url }, ...AT_ONCE);
    expect(code).toBe(4);
    expect(stdout).toMatch(/^Cell cell1 is unavailable: .+ Fix that, then run it again\.\n/);
  });

  test('ends with 1 on Ctrl-C while services notice it, and nothing has gone back', async () => {
    const databases = await createMoved(harness, { groups: 2 });
    const { api } = databases;
    const groups = await api.groups();
    const run = startSource(BIN, { arguments: [...REVERSE, '--api-db', api.url] });
    await run.waitFor('Services have 60 s to notice');
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^\S+Z Services have 60 s to notice that groups go back\.\n$/),
    });
    expect(stdout).toMatch(
      /\n0 groups went back\.\nStopped\. Give the same "cellbridge db reverse" again to continue\.\n$/,
    );
    expect(await api.groups()).toEqual(groups);
    expect(await databases.cell.liveGroups()).toEqual([]);
    expect(await api.rows('cellbridge_progress')).toMatchObject([{ state: 'stopped' }]);
  });

  test('is shown by the status while it is under way, and once it was killed', async () => {
    const { api } = await createMoved(harness, { groups: 1 });
    const run = startSource(BIN, { arguments: [...REVERSE, '--api-db', api.url] });
    await run.waitFor('Services have');
    const atWork = await cellbridge({ apiUrl: api.url }, 'status');
    expect(atWork.stdout).toMatch(/^cell1 +reversing /m);
    expect(atWork.stdout).toMatch(
      /^cell1: groups go back to the cell; the last sign of life was \d+ s ago\.$/m,
    );
    run.kill('SIGKILL');
    await run.result;
    await api.raw.query('UPDATE cellbridge_progress SET heartbeat_at = ?', LONG_AGO);
    for (const args of [['status'], ['status', '--check']]) {
      const { stdout } = await cellbridge({ apiUrl: api.url }, ...args);
      expect(stdout).toMatch(
        /^cell1: the reversal was interrupted; it has given no sign of life for \d+ d( \d+ h)?\. Run the same command again to continue \("cellbridge db reverse --cell cell1" takes all groups of the cell back\), or "cellbridge db online-data-migrations" to have all groups in the API database\.$/m,
      );
    }
    await cellbridge({ apiUrl: api.url }, ...AT_ONCE);
    expect((await cellbridge({ apiUrl: api.url }, 'status')).stdout).not.toContain('reversal');
  });

  test('at work is what the gate waits for', async () => {
    const { api, cell } = await createMoved(harness, { groups: 2 });
    await cellbridge({ apiUrl: api.url }, 'db', 'reverse', '--group', uuidOf(1), '--notice', '0');
    await api.raw.query(
      "UPDATE cellbridge_progress SET state = 'reversing', heartbeat_at = ?",
      now(),
    );
    expect(await cell.liveGroups()).toHaveLength(1);
    const { stdout } = await cellbridge({ apiUrl: api.url }, 'status', '--check');
    expect(stdout).toContain(
      'cell1: 1 group has not moved; a reversal is at work.\n  cellbridge status --watch --cell cell1\n',
    );
  });
});

describe('db reverse', () => {
  test('prints how far it is, once a second', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const cell = { uuid: uuidOf(1), name: 'cell1', groups: 0, staying: 0, stays: [] };
    const command: Command = {
      path: ['show'],
      description: 'show',
      examples: [],
      makesApiDb: true,
      handler: async ({ output }) => {
        const printer = new ReversalPrinter(output);
        printer.onPlan({ ...cell, groups: 2_000 });
        printer.onProgress({ ...cell, groups: 500 });
        vi.setSystemTime(Date.now() + 1_000);
        printer.onProgress({ ...cell, groups: 1_000 });
        return 0;
      },
    };
    const show = (isTTY: boolean) =>
      cellbridge({ commands: [command], isTTY, columns: 80 }, 'show');
    const [terminal, pipe] = [await show(true), await show(false)];
    vi.useRealTimers();
    expect(terminal.stdout).toBe('cell1: 2000 groups can go back, 0 cannot.\n');
    expect(screenOf(terminal.stderr, 80)).toEqual(['cell1: 1000 of 2000 groups back so far.']);
    expect(pipe.stderr).toMatch(/^\S+Z cell1: 1000 of 2000 groups back so far\.\n$/);
  });

  test.each([
    [[], 'Say what goes back: --cell NAME for all groups that have moved from a cell, or'],
    [
      ['--cell', 'cell1', '--group', uuidOf(1)],
      '--group does not go with --cell, which takes all groups of a cell back; leave it out.',
    ],
    [
      ['--cell', 'cell1', '--dry-run', '--max-count', '5'],
      '--max-count does not go with --dry-run, which looks at every group; leave it out.',
    ],
    [['--cell', 'cell1', '--notice', '-1'], '--notice is "-1"; give seconds, such as 0.5.'],
    [['--cell', 'cell1', '--max-count', '0'], 'give a whole number above 0'],
  ])('refuses %j with 127', async (args, message) => {
    const { code, stdout, stderr } = await cellbridge(
      { apiUrl: 'sqlite:///api.sqlite' },
      ...['db', 'reverse'],
      ...args,
    );
    expect({ code, stdout }).toEqual({ code: 127, stdout: '' });
    expect(stderr).toContain(message);
  });
});
