import { listProgress, recordHeartbeat } from '@cellbridge/db-api';
import { INSTANCE_GROUPS_MIGRATION, InstanceGroup, now } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  forEachServer,
  type Harness,
  holdStatement,
  recordStatements,
  startTcpProxy,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  findTwinCells,
  instanceGroupsMigration,
  migrationStatus,
  type OnlineMigration,
  type RunReport,
  recoverDeployment,
  runOnlineDataMigrations,
  verifyDeployment,
} from '../src/index.js';
import { expectSound } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';

forEachDialect('A cell that is down', (harness) => {
  const { unreachableUrl } = harness.testDialect;

  describe('when the run begins', () => {
    test('is named and not taken for empty, and the other one is moved', async () => {
      const databases = await fill(harness);
      await setUrl(databases, unreachableUrl);
      await using deployment = await openDeployment(databases);
      const told: string[] = [];
      const report = await runMove(deployment, {
        onProgress: (event) => {
          if (event.type === 'wait') told.push(event.reason);
        },
      });
      expectUnavailable(report, databases);
      expect(told).toEqual([
        expect.stringMatching(
          /^Cell cell1 is unavailable: .+ The run goes on without this cell\.$/,
        ),
      ]);
      expect(report.migrations).toMatchObject([
        { total: null, found: 6, done: 6, remaining: null },
      ]);
      expect(await databases.api.groups()).toHaveLength(6);
      expect(await statesOf(databases)).toEqual(['unavailable', 'complete']);
    });

    test('is said to be so by the status, with the reason', async () => {
      const databases = await fill(harness);
      await setUrl(databases, unreachableUrl);
      await move(databases);
      await using deployment = await openDeployment(databases);
      const status = await migrationStatus(deployment);
      expect(status).toMatchObject({
        ready: false,
        cells: [
          { name: 'cell1', state: 'unavailable', remaining: null, etaSeconds: null },
          { name: 'cell2', state: 'complete', remaining: 0, found: 6, done: 6 },
        ],
      });
      expect(status.cells[0]?.lastError).toContain('cell1');
    });

    test('is moved when it is back', async () => {
      const databases = await fill(harness);
      await setUrl(databases, unreachableUrl);
      await move(databases);
      await setUrl(databases, databases.cell.url);
      expect(await move(databases)).toMatchObject({
        outcome: 'complete',
        migrations: [{ total: 6, found: 6, done: 6, remaining: 0, unavailableCells: [] }],
      });
      expect(await databases.api.groups()).toHaveLength(12);
      expect(await statesOf(databases)).toEqual(['complete', 'complete']);
    });

    test('is complete no more, though it was, and its groups are not lost', async () => {
      const databases = await fill(harness);
      await move(databases);
      const [late] = await databases.cell.addGroups([{ name: 'late' }]);
      await setUrl(databases, unreachableUrl);
      expectUnavailable(await move(databases), databases);
      expect(await statesOf(databases)).toEqual(['unavailable', 'complete']);
      await setUrl(databases, databases.cell.url);
      await using deployment = await openDeployment(databases);
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), late?.uuid ?? '');
      expect(group.name).toBe('late');
    });

    test('comes before a migration that fails', async () => {
      const databases = await fill(harness);
      await setUrl(databases, unreachableUrl);
      await using deployment = await openDeployment(databases);
      const failing: OnlineMigration = {
        name: 'fails',
        run: () => Promise.reject(new Error('No such service.')),
        remaining: async () => 1,
      };
      const report = await runOnlineDataMigrations(deployment, [failing, instanceGroupsMigration]);
      expect(report).toMatchObject({
        outcome: 'unavailable',
        migrations: [{ done: 0 }, { done: 6 }],
      });
    });

    test('is named, too, by a run that ends before it comes to it', async () => {
      const databases = await fill(harness);
      const last = databases.cells[1]?.uuid ?? '';
      await setUrl(databases, unreachableUrl, last);
      for (const limits of [{ maxCount: 4 }, { signal: AbortSignal.abort() }]) {
        expect(await move(databases, limits)).toMatchObject({
          outcome: 'more',
          migrations: [{ remaining: null, unavailableCells: [{ cellUuid: last }] }],
        });
      }
    });

    test('is named with all others that are down, when a migration is asked what is left', async () => {
      const databases = await fill(harness);
      const uuids = databases.cells.map(({ uuid }) => uuid);
      for (const [index, uuid] of uuids.entries()) {
        await setUrl(databases, `${unreachableUrl}${index}`, uuid);
      }
      await using deployment = await openDeployment(databases);
      const error = await instanceGroupsMigration
        .remaining(deployment)
        .catch((error: unknown) => error);
      expect(error).toMatchObject({
        code: 'CELL_UNAVAILABLE',
        cellUuid: uuids[0],
        others: [{ code: 'CELL_UNAVAILABLE', cellUuid: uuids[1] }],
      });
      const [report] = (await runMove(deployment, { signal: AbortSignal.abort() })).migrations;
      expect(report?.unavailableCells.map(({ cellUuid }) => cellUuid)).toEqual(uuids);
    });

    test('comes before a max count that has moved nothing', async () => {
      const databases = await fill(harness);
      await setUrl(databases, unreachableUrl);
      expect(await move(databases, { maxCount: 4 })).toMatchObject({ outcome: 'more' });
      expect(await move(databases, { maxCount: 4 })).toMatchObject({ outcome: 'more' });
      expectUnavailable(await move(databases, { maxCount: 4 }), databases);
    });
  });

  test('from any statement on is never taken for empty, and the other one is moved', async () => {
    const undisturbed = await fill(harness);
    const recorder = recordStatements();
    await using recorded = await openDeployment(undisturbed, {
      database: { intercept: recorder.intercept },
    });
    await runMove(recorded, { batchSize: 2 });
    const name = nameOf(undisturbed.cell.url);
    const count = recorder.statements.filter(({ database }) => database.includes(name)).length;
    expect(count).toBeGreaterThan(10);

    const databases = await createDeployment(harness, { cells: 2 });
    for (let last = 0; last < count; last += 3) {
      for (const cell of databases.cells) await cell.addGroups(seeds(6));
      const before = (await databases.api.groups()).length;
      let sent = 0;
      await using deployment = await openDeployment(databases, {
        database: {
          intercept: ({ database }) => {
            if (!database.includes(nameOf(databases.cell.url))) return;
            sent += 1;
            if (sent > last) throw new Error('The cell is down.');
          },
        },
      });
      const report = await runMove(deployment, { batchSize: 2 });
      expect(await databases.cells[1]?.liveGroups()).toEqual([]);
      const left = await databases.cell.liveGroups();
      const [state] = await statesOf(databases);
      if (report.outcome === 'complete') expect(left).toEqual([]);
      else expect(report.outcome).toBe('unavailable');
      if (state === 'complete') expect(left).toEqual([]);
      else expect(state).toBe('unavailable');

      expect(await move(databases)).toMatchObject({ outcome: 'complete' });
      expect(await databases.api.groups()).toHaveLength(before + 12);
    }
  });

  test('is also one that does not answer in time', async () => {
    const databases = await fill(harness);
    const held = holdStatement(({ database }) => database.includes(nameOf(databases.cell.url)));
    await using deployment = await openDeployment(databases, {
      cellTimeout: 2_000,
      database: { intercept: held.intercept },
    });
    // The other one need not connect within that time.
    await deployment.cells[1]?.withDatabase(async () => {});
    const status = await migrationStatus(deployment);
    held.release();
    expect(status.cells).toMatchObject([
      { state: 'unavailable', remaining: null },
      { state: 'pending', remaining: 6 },
    ]);
    expect(status.ready).toBe(false);
  });
});

forEachServer('A cell that falls silent in mid-batch', (harness) => {
  test('is given up past its time limit, named, not taken for empty, and moved when it is back', async () => {
    const databases = await fill(harness);
    await using proxy = await startTcpProxy(databases.cell.url);
    await setUrl(databases, proxy.url);
    let isInserted = false;
    await using deployment = await openDeployment(databases, {
      database: {
        connectTimeout: 1_000,
        statementTimeout: 1_000,
        intercept: ({ database, text }) => {
          isInserted ||= text.includes('insert into "cellbridge_receipts"');
          const isOfCell = database.includes(nameOf(databases.cell.url));
          // At the end of its first batch, when the API database has the groups.
          if (isInserted && isOfCell && text === 'commit') proxy.muteServer();
        },
      },
    });
    const report = await runMove(deployment, { batchSize: 2 });
    expectUnavailable(report, databases);
    expect(await databases.cells[1]?.liveGroups()).toEqual([]);
    expect(await statesOf(databases)).toEqual(['unavailable', 'complete']);

    await setUrl(databases, databases.cell.url);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toHaveLength(12);
    await expectSound(databases);
  });
});

forEachDialect('A cell whose tables are broken', (harness) => {
  test('is named and passed over as one that is down, and the other one is moved', async () => {
    const databases = await fill(harness);
    await databases.cell.raw.query('DROP TABLE instance_group_policy');
    const report = await move(databases);
    expectUnavailable(report, databases);
    expect(report.migrations).toMatchObject([{ done: 6, remaining: 6 }]);
    const [missed] = report.migrations[0]?.unavailableCells ?? [];
    expect(missed).toMatchObject({ cause: { code: 'MISSING_TABLE' } });
    await using deployment = await openDeployment(databases);
    const status = await migrationStatus(deployment);
    expect(status).toMatchObject({
      ready: false,
      cells: [
        { state: 'unavailable', remaining: 6, lastError: expect.stringContaining('policy') },
        { state: 'complete', remaining: 0, lastError: null },
      ],
    });
  });
});

forEachDialect('Cells whose mappings name one database', (harness) => {
  test('are counted and moved once, as the first of them', async () => {
    const databases = await fill(harness);
    const [first, second] = databases.cells;
    await setUrl(databases, second?.url ?? '');
    await using deployment = await openDeployment(databases);
    expect(findTwinCells(deployment)).toMatchObject([
      { cell: { uuid: second?.uuid }, sameAs: { uuid: first?.uuid } },
    ]);
    expect((await migrationStatus(deployment)).totals).toMatchObject({ remaining: 6 });
    expect(await runMove(deployment)).toMatchObject({
      outcome: 'complete',
      migrations: [{ total: 6, found: 6, done: 6, remaining: 0 }],
    });
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
    expect(await recoverDeployment(deployment)).toMatchObject({ cells: [{ remapped: 0 }] });
    await expect(runMove(deployment, { cells: [second?.uuid ?? ''] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('the same database as cell cell1'),
    });
  });
});

forEachDialect('migrationStatus', (harness) => {
  test('goes from pending to running, stopped and complete', async () => {
    const databases = await fill(harness);
    await using observer = await openDeployment(databases);
    const stateOfFirst = async () => (await migrationStatus(observer)).cells[0];
    expect(await stateOfFirst()).toMatchObject({
      state: 'pending',
      found: 0,
      done: 0,
      remaining: 6,
      ratePerSecond: null,
      startedAt: null,
    });

    const held = holdStatement(({ text }) => text.includes('update "instance_group_member"'));
    await using migrator = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const moving = runMove(migrator, { maxCount: 4, batchSize: 2 });
    await held.reached;
    expect(await stateOfFirst()).toMatchObject({
      state: 'running',
      remaining: 6,
      finishedAt: null,
    });
    held.release();
    await moving;
    expect(await stateOfFirst()).toMatchObject({
      state: 'stopped',
      found: 4,
      done: 4,
      remaining: 2,
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
    });
    expect(await migrationStatus(observer)).toMatchObject({ ready: false });

    await move(databases);
    expect(await stateOfFirst()).toMatchObject({
      state: 'complete',
      found: 6,
      done: 6,
      remaining: 0,
      etaSeconds: null,
    });
    expect(await migrationStatus(observer)).toMatchObject({ ready: true });
  });

  test('knows a run that has fallen silent from one that is at work, by the clock of the API database', async () => {
    const databases = await fill(harness);
    await move(databases, { maxCount: 2 });
    await using deployment = await openDeployment(databases);
    const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid: databases.cell.uuid };
    await databases.api.raw.insert('cellbridge_migrators', [
      {
        ...{ id: 'm1', run_id: 'r1', cell_uuid: databases.cell.uuid, host: 'h', pid: 7 },
        ...{ state: 'moving', batch_groups: 5, batch_rows: 50, recent_rate: 2 },
        ...{ started_at: '2024-02-29 00:00:00', heartbeat_at: '2024-02-29 00:00:00' },
      },
    ]);
    const after = async (seconds: number) => {
      await databases.api.raw.query(
        `UPDATE cellbridge_progress SET state = 'running', started_at = '2024-02-29 00:00:00'`,
      );
      await deployment.api.transaction((transaction) => recordHeartbeat(transaction, key));
      const progress = await listProgress(deployment.api, key.migration);
      const row = progress.find(({ cellUuid }) => cellUuid === key.cellUuid);
      const beatAt = Date.parse(`${row?.heartbeatAt?.replace(' ', 'T')}Z`);
      const at = new Date(beatAt - seconds * 1_000).toISOString().slice(0, -1).replace('T', ' ');
      for (const table of ['cellbridge_progress', 'cellbridge_migrators']) {
        await databases.api.raw.query(`UPDATE ${table} SET heartbeat_at = '${at}'`);
      }
      return (await migrationStatus(deployment)).cells[0];
    };
    const atWork = { state: 'running', ratePerSecond: 2, etaSeconds: 2, silentSeconds: 0 };
    expect(await after(-3_600)).toMatchObject(atWork);
    const doubtful = { state: 'running', ratePerSecond: null, etaSeconds: null };
    expect(await after(15)).toMatchObject(doubtful);
    const lost = await after(31);
    expect(lost).toMatchObject({ state: 'interrupted', ratePerSecond: null, etaSeconds: null });
    expect(lost?.heartbeatAt).toMatch(/Z$/);
    expect(lost?.silentSeconds).toBeGreaterThan(30);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    const done = { state: 'complete', heartbeatAt: null, silentSeconds: null };
    expect((await migrationStatus(deployment)).cells[0]).toMatchObject(done);
  });

  test('takes what a run without a heartbeat last moved for its last sign of life', async () => {
    const databases = await fill(harness);
    await move(databases, { maxCount: 2 });
    await using deployment = await openDeployment(databases);
    const stateAt = async (updatedAt: string) => {
      await databases.api.raw.query(
        `UPDATE cellbridge_progress SET state = 'running', heartbeat_at = NULL, updated_at = '${updatedAt}'`,
      );
      return (await migrationStatus(deployment)).cells[0]?.state;
    };
    expect(await stateAt('2024-02-29 00:00:00')).toBe('interrupted');
    expect(await stateAt(now(600_000))).toBe('running');
  });

  test('calls a cell that is back not unavailable, and says what the last run met', async () => {
    const databases = await fill(harness);
    await setUrl(databases, harness.testDialect.unreachableUrl);
    await move(databases);
    await setUrl(databases, databases.cell.url);
    await using deployment = await openDeployment(databases);
    const { cells, ready } = await migrationStatus(deployment);
    const lastError = expect.stringContaining('cell1 is unavailable');
    expect(cells[0]).toMatchObject({ state: 'stopped', remaining: 6, lastError });
    expect(ready).toBe(false);
  });

  test('counts groups that have moved once, though a run that was killed left them live in the cell', async () => {
    const databases = await fill(harness);
    await using broken = await openDeployment(databases, {
      database: {
        intercept: ({ database, text }) => {
          const isOfCell = database.includes(nameOf(databases.cell.url));
          if (isOfCell && /^\s*insert into "instance_group_policy"/.test(text))
            throw new Error('Killed.');
        },
      },
    });
    await runMove(broken, { cells: [databases.cell.uuid], batchSize: 4 });
    expect(await databases.cell.liveGroups()).toHaveLength(6);
    await using deployment = await openDeployment(databases);
    const { cells, totals, ready } = await migrationStatus(deployment);
    const { done = 0, remaining = 0, leftover } = cells[0] ?? {};
    expect(done).toBeGreaterThan(0);
    expect(leftover).toBe(done);
    expect(done + (remaining ?? 0)).toBe(6);
    expect(totals).toMatchObject({ done, leftover, remaining: 12 - done });
    expect(ready).toBe(false);
    const { cells: chosen } = await migrationStatus(deployment, { cells: ['cell2'] });
    expect(chosen).toMatchObject([{ name: 'cell2', remaining: 6 }]);
  });

  test('is not ready once an old writer has made a group in a complete cell', async () => {
    const databases = await fill(harness);
    await move(databases);
    await databases.cell.addGroups([{}]);
    await using deployment = await openDeployment(databases);
    expect(await migrationStatus(deployment)).toMatchObject({
      ready: false,
      cells: [{ state: 'complete', remaining: 1 }, { remaining: 0 }],
    });
  });
});

forEachDialect('A cursor row that is deleted in mid-run', (harness) => {
  test('changes nothing', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(seeds(12));
    await using deployment = await openDeployment(databases);
    const before = await databases.cell.liveGroups();
    const deleting: Promise<unknown>[] = [];
    const report = await runMove(deployment, {
      batchSize: 1,
      onProgress: ({ type }) => {
        if (type !== 'batch') return;
        deleting.push(databases.api.raw.query('DELETE FROM cellbridge_progress'));
      },
    });
    await Promise.all(deleting);
    expect(report).toMatchObject({ outcome: 'complete', migrations: [{ found: 12, done: 12 }] });
    expect(await databases.api.groups()).toEqual(before);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await statesOf(databases)).toEqual(['complete']);
  });
});

async function fill(harness: Harness): Promise<TestDeployment> {
  const databases = await createDeployment(harness, { cells: 2 });
  for (const cell of databases.cells) await cell.addGroups(seeds(6));
  return databases;
}

function seeds(count: number) {
  return Array.from({ length: count }, (_, index) => ({ members: [`member-${index}`] }));
}

function setUrl({ api, cell }: TestDeployment, url: string, uuid = cell.uuid): Promise<unknown> {
  const text = 'UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?';
  return api.raw.query(text, url, uuid);
}

function expectUnavailable({ outcome, migrations }: RunReport, { cell }: TestDeployment): void {
  expect(outcome).toBe('unavailable');
  expect(migrations[0]?.unavailableCells).toMatchObject([
    { cellUuid: cell.uuid, cellName: 'cell1' },
  ]);
}

async function statesOf({ api }: TestDeployment): Promise<unknown[]> {
  return (await api.rows('cellbridge_progress')).map(({ state }) => state);
}

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
