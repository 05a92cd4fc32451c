import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { instanceGroupsMigration, runOnlineDataMigrations, shellWord } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import {
  type CellDatabase,
  createDeployment,
  forEachDialect,
  type Harness,
  sourceArguments,
  startSource,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const QUARANTINED = '0c000000-0000-4000-8000-000000000001';
/** A name that a shell would split, and take apart. */
const AWKWARD = "it's the $OLD cell";

/** Some twenty processes are started one after the other. */
const PROCESSES_TIMEOUT_MS = 1_800_000;

interface Document {
  readonly left: readonly {
    cellName: string;
    kind: string;
    count: number | null;
    command: string;
  }[];
}

forEachDialect('status --check', (harness) => {
  const patient = { timeout: PROCESSES_TIMEOUT_MS };
  test(
    'names each thing that is left and the command for it, and is open when they were given',
    patient,
    async () => {
      const databases = await createDeployment(harness, { cells: 9 });
      await leaveOneOfEach(harness, databases);
      const { api } = databases;
      const check = (...args: string[]) =>
        cellbridge({ apiUrl: api.url }, 'status', '--check', ...args);
      const give = await shellFor(harness, api.url);

      const { left } = (await check('--json')).json<Document>();
      expect(left.map(({ cellName, kind, count }) => [cellName, kind, count])).toEqual([
        ['cell1', 'remaining', 2],
        ['cell2', 'leftover', 1],
        ['cell3', 'stranded', 1],
        ['cell4', 'lost', 1],
        ['cell5', 'unproved', 1],
        ['cell6', 'quarantined', 1],
        ['cell7', 'unavailable', null],
        ['cell8', 'paused', null],
        ['cell8', 'remaining', 1],
        [AWKWARD, 'unfinished', null],
      ]);
      const first = await check();
      expect(first.code).toBe(4);
      expect(commandsIn(first.stdout)).toEqual(left.map(({ command }) => command));
      for (const command of commandsIn(first.stdout)) {
        // What a person has to do: look at the cell, and decide what to keep.
        if (command === 'cellbridge status --check') {
          await setUrl(databases, databases.cells[6]);
          expect(await give(command)).toBe(1);
          continue;
        }
        expect(await give(command)).toBe(0);
        if (command.includes('quarantine')) {
          await cellbridge(
            { apiUrl: api.url },
            ...['quarantine', 'resolve', QUARANTINED, '--keep', 'api'],
          );
        }
      }

      const second = await check();
      expect(second.code).toBe(1);
      const commands = commandsIn(second.stdout);
      expect(commands).toEqual(
        ['cell4', 'cell6', 'cell7'].map(
          (cell) => `cellbridge db online-data-migrations --cell ${cell}`,
        ),
      );
      for (const command of commands) expect(await give(command)).toBe(0);
      expect(await check()).toMatchObject({
        code: 0,
        stdout: expect.not.stringContaining('  cell'),
      });
    },
  );

  test(
    'tells to wait for a run that is at work, and to resume it if it is paused',
    patient,
    async () => {
      const { api, cell } = await createDeployment(harness);
      await cell.addGroups([{}, {}]);
      await cellbridge({ apiUrl: api.url }, 'move', 'pause');
      const arguments_ = ['db', 'online-data-migrations', '--api-db', api.url];
      const move = startSource(BIN, { arguments: arguments_ });
      await move.waitFor('Paused by');
      const { stdout } = await cellbridge({ apiUrl: api.url }, 'status', '--check');
      expect(stdout).toContain('cell1: 2 groups have not moved; a run is at work.\n');
      const commands = commandsIn(stdout);
      expect(commands).toEqual([
        'cellbridge move resume --cell cell1',
        'cellbridge status --watch --cell cell1',
      ]);
      const give = await shellFor(harness, api.url);
      for (const command of commands) expect(await give(command)).toBe(0);
      expect((await move.result).code).toBe(0);
      expect(await cellbridge({ apiUrl: api.url }, 'status', '--check')).toMatchObject({ code: 0 });
    },
  );

  test('names a cell by its uuid where its name is not enough', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 3 });
    const rename = (name: string, cell: CellDatabase | undefined) =>
      api.raw.query('UPDATE cell_mappings SET name = ? WHERE uuid = ?', name, cell?.uuid ?? '');
    await rename('twin', cells[0]);
    await rename('twin', cells[1]);
    await rename('a\nb', cells[2]);
    const { stdout } = await cellbridge({ apiUrl: api.url }, 'status', '--check');
    expect(commandsIn(stdout)).toEqual(
      cells.map(({ uuid }) => `cellbridge db online-data-migrations --cell ${uuid}`),
    );
  });

  test('says which options the commands need', async () => {
    const { api } = await createDeployment(harness);
    const given = await cellbridge({ apiUrl: api.url }, 'status', '--check');
    expect(given.stdout).toContain('\nAdd --api-db to these commands, as given to this one.\n');
    const environment = { CELLBRIDGE_API_DB: api.url };
    const known = await cellbridge({ environment }, 'status', '--check');
    expect(known.stdout).not.toContain('Add --');
  });
});

describe('a word for a shell', () => {
  test.each(['cell1', "it's", 'a b', '$HOME', '*', '', 'größe', '--x'])(
    'is read as it was: %j',
    async (text) => {
      const script = `printf %s ${shellWord(text)}`;
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script]);
      expect(stdout).toBe(text);
    },
  );
});

/** The commands in an output, each as it is printed. */
function commandsIn(stdout: string): string[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('  cellbridge '))
    .map((line) => line.trim());
}

/** Gives commands to a shell that finds `cellbridge`, and tells their exit codes. */
async function shellFor(harness: Harness, apiUrl: string) {
  const folder = await harness.folder();
  const program = join(folder, 'cellbridge');
  const words = [process.execPath, ...sourceArguments(BIN)].map(shellWord).join(' ');
  await writeFile(program, `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(program, 0o755);
  const environment = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    CELLBRIDGE_API_DB: apiUrl,
  };
  return (command: string): Promise<number> =>
    promisify(execFile)('/bin/sh', ['-c', command], { env: environment }).then(
      () => 0,
      ({ code }: { code: number }) => code,
    );
}

/** Leaves in each of nine cells another thing to do. */
async function leaveOneOfEach(harness: Harness, databases: TestDeployment): Promise<void> {
  const { api } = databases;
  const cells = databases.cells as CellDatabase[];
  const [remaining, leftover, stranded, lost, unproved, quarantined, down, paused, empty] = cells;
  const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
  const move = (cell: string) => run('db', 'online-data-migrations', '--cell', cell);
  await remaining?.addGroups([{}, {}]);
  await paused?.addGroups([{}]);
  await run('move', 'pause', '--cell', 'cell8');

  await leftover?.addGroups([{ members: ['a'] }]);
  await moveUntilItIsKilled(api.url, leftover);

  const [first] = (await stranded?.addGroups([{ members: ['a'] }])) ?? [];
  await move('cell3');
  await stranded?.raw.query(
    `INSERT INTO instance_group_member (created_at, deleted, group_id, instance_id)
     VALUES ('2024-01-02 03:04:05', 0, ?, 'late')`,
    first?.id ?? 0,
  );

  const [gone] = (await lost?.addGroups([{ members: ['a'] }])) ?? [];
  await move('cell4');
  const ofGone = '(SELECT id FROM instance_groups WHERE uuid = ?)';
  for (const table of ['instance_group_policy', 'instance_group_member']) {
    await api.raw.query(`DELETE FROM ${table} WHERE group_id IN ${ofGone}`, gone?.uuid ?? '');
  }
  await api.raw.query('DELETE FROM instance_groups WHERE uuid = ?', gone?.uuid ?? '');
  await api.raw.query('DELETE FROM cellbridge_receipts WHERE group_uuid = ?', gone?.uuid ?? '');

  await unproved?.addGroups([{ members: ['a'] }]);
  await move('cell5');
  await unproved?.raw.query("DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'");

  await quarantined?.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
  await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
  await move('cell6');

  await setUrl(databases, down, harness.testDialect.unreachableUrl);
  await api.raw.query(
    'UPDATE cell_mappings SET name = ? WHERE uuid = ?',
    AWKWARD,
    empty?.uuid ?? '',
  );
}

/** Commits groups to the API database, and dies before the cell's part. */
async function moveUntilItIsKilled(apiUrl: string, cell: CellDatabase | undefined): Promise<void> {
  const name = cell?.url.split('/').at(-1) ?? '';
  await using deployment = await Deployment.open({
    api: apiUrl,
    database: {
      intercept: ({ database, text }) => {
        const isReceipt = /^\s*insert into "instance_group_policy"/.test(text);
        if (isReceipt && database.includes(name)) throw new Error('Killed.');
      },
    },
  });
  const cells = [cell?.uuid ?? ''];
  await runOnlineDataMigrations(deployment, [instanceGroupsMigration], { cells });
}

async function setUrl(
  { api }: TestDeployment,
  cell: CellDatabase | undefined,
  url = cell?.url ?? '',
): Promise<void> {
  const { uuid = '' } = cell ?? {};
  await api.raw.query('UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?', url, uuid);
}
