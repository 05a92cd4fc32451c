import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { now } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/index.js';
import { CALLS, type Call, EVENTS, FIRST_CALLS, GROUPS, QUARANTINED } from './contract/calls.js';
import { cellbridge } from './run.js';
import { visited } from './visited.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const RUN_ID = '5e0f0000-0000-4000-8000-0000000000cc';

/** A run under way, which has a rate and an end in sight. */
const RUNNING = `UPDATE cellbridge_progress
  SET state = 'running', heartbeat_at = ?`;
const MIGRATOR = {
  ...{ id: 'm1', run_id: RUN_ID, host: 'controller1', pid: 7, state: 'moving' },
  ...{ reason: 'At most 5 groups a second.', batch_groups: 5, batch_rows: 50 },
  ...{ recent_rate: 2.5, last_batch_groups: 5, last_batch_at: '2024-02-29 00:00:00' },
  started_at: '2024-02-29 00:00:00',
};

test('every command is called', () => {
  const called = new Set(CALLS.map(([path]) => path));
  expect([...called].sort()).toEqual(COMMANDS.map(({ path }) => path.join(' ')).sort());
});

forEachDialect('--json', (harness) => {
  // `cellbridge` checks each document against its schema.
  test('prints one document and nothing else, as its schema says', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(GROUPS.cell);
    await api.addGroups(GROUPS.api);
    const folder = await harness.folder();
    const lines = EVENTS.lines.map((event) => `${JSON.stringify(event)}\n`);
    await writeFile(join(folder, EVENTS.file), lines.join(''));
    const emptyUrl = await harness.createDatabaseUrl();
    const call = async (apiUrl: string, [path, exitCode, ...rest]: Call) => {
      const args = [...path.split(' '), ...rest, '--json'];
      const { code, stdout, stderr } =
        path === 'dashboard'
          ? await visited({ apiUrl, folder }, [], ...args)
          : await cellbridge({ apiUrl, folder }, ...args);
      // Whoever waits for a run reads at once that a cell is down.
      const isWithoutCell = path === 'db online-data-migrations' && code === 4;
      const notes = isWithoutCell ? /goes on without this cell\.\n$/ : /^$/;
      expect({ path, code }).toEqual({ path, code: exitCode });
      expect(stderr).toMatch(notes);
      expect(JSON.parse(stdout)).toBeTypeOf('object');
    };
    for (const first of FIRST_CALLS) await call(emptyUrl, first);
    for (const next of CALLS) await call(api.url, next);
    await cell.addGroups([{}]);
    await api.raw.query(RUNNING, now());
    await api.raw.insert('cellbridge_migrators', [
      { ...MIGRATOR, cell_uuid: cell.uuid, heartbeat_at: now() },
    ]);
    await call(api.url, ['status', 1, '--check']);
    // A database that Cellbridge has made has no shadow tables.
    const adopted = await createDeployment(harness, { madeBy: 'adopted' });
    const [kept] = await adopted.cell.addGroups([{ deleted: true }, { deleted: true }]);
    await adopted.cell.raw.query(
      'UPDATE instance_group_policy SET deleted = 0 WHERE group_id = ?',
      kept?.id ?? 0,
    );
    await call(adopted.api.url, ['db archive-deleted-rows', 0]);
  });

  test('has time stamps as ISO 8601 also in the quarantine', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args, '--json');
    await run('db', 'online-data-migrations');
    const shown = { createdAt: expect.stringMatching(ISO), resolvedAt: null };
    expect((await run('quarantine', 'list')).json()).toMatchObject([shown]);
    const side = { createdAt: expect.stringMatching(ISO), updatedAt: null };
    expect((await run('quarantine', 'show', QUARANTINED)).json()).toMatchObject([
      { entry: shown, api: side, cell: side },
    ]);
    await run('quarantine', 'resolve', QUARANTINED, '--keep', 'cell');
    const resolved = { resolution: 'cell', resolvedAt: expect.stringMatching(ISO) };
    expect((await run('quarantine', 'list', '--all')).json()).toMatchObject([resolved]);
  });
});

describe('an error with --json', () => {
  test.each([
    [['status', '--nonsense'], 'INVALID_INPUT'],
    [['group'], 'INVALID_INPUT'],
    [['db', 'online-data-migrations', '--max-count', '0'], 'INVALID_INPUT'],
    [['status', '--api-db', 'oracle://scott:tiger@h/d'], 'UNSUPPORTED_SCHEME'],
    [['status', '--api-db', 'sqlite:////nowhere/at/all.sqlite'], 'DATABASE_NOT_FOUND'],
  ])('%j is one document', async (args, code) => {
    const result = await cellbridge({}, ...args, '--json');
    expect(result).toMatchObject({ code: 127, stderr: '' });
    expect(result.json()).toEqual({ error: { code, message: expect.stringMatching(/\.$/) } });
    expect(result.stdout).not.toContain('tiger');
  });

  test('that comes after the document has begun leaves it unfinished, and goes beside it', async () => {
    const { code, stdout, stderr } = await cellbridge(
      {
        apiUrl: 'sqlite:///api.sqlite',
        commands: [
          {
            path: ['fail'],
            description: 'fail',
            examples: [],
            handler: async ({ output }) => {
              output.raw('[');
              throw new TypeError('it broke');
            },
          },
        ],
      },
      ...['fail', '--json'],
    );
    expect({ code, stdout }).toEqual({ code: 255, stdout: '[' });
    expect(stderr).toContain('It broke.');
  });
});
