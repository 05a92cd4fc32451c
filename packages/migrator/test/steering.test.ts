import { hostname } from 'node:os';
import { InvalidInputError, now } from '@cellbridge/objects';
import { createDeployment, forEachDialect, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  type CellStatus,
  type CellSteering,
  type MoveWishes,
  migrationStatus,
  type ProgressEvent,
  readSteering,
  steerMoves,
} from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const wishedBy = 'ada@controller';
const groups = (count: number) => Array.from({ length: count }, () => ({ members: ['a'] }));

forEachDialect('A move that is steered', (harness) => {
  test('waits while it is paused from elsewhere, and goes on afterwards', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(5));
    await using deployment = await openDeployment(databases);
    await using elsewhere = await openDeployment(databases);
    await steerMoves(elsewhere, { paused: true }, { wishedBy });
    const waits: string[] = [];
    let whilePaused: readonly CellSteering[] = [];
    let movedWhilePaused: number | undefined;
    let status: CellStatus | undefined;
    let resumed: Promise<void> | undefined;
    const report = await runMove(deployment, {
      onProgress: (event) => {
        if (event.type !== 'wait') return;
        waits.push(event.reason);
        resumed ??= resume();
      },
    });
    async function resume(): Promise<void> {
      // What the run says of itself is there once it has told.
      do whilePaused = await readSteering(elsewhere);
      while (!whilePaused[0]?.migrators[0]?.hasObeyed);
      movedWhilePaused = (await databases.api.groups()).length;
      [status] = (await migrationStatus(elsewhere)).cells;
      await steerMoves(elsewhere, { paused: false }, { wishedBy });
    }
    await resumed;
    expect(report.outcome).toBe('complete');
    expect(movedWhilePaused).toBe(0);
    expect(status).toMatchObject({ paused: true, etaSeconds: null });
    expect(await databases.api.groups()).toHaveLength(5);
    expect(waits[0]).toMatch(
      /^cell1: Paused by ada@controller since \d{4}-.*"cellbridge move resume"/,
    );
    expect(waits.at(-1)).toBe('cell1: The pause has ended.');
    expect(waits).toHaveLength(2);
    expect(whilePaused).toMatchObject([
      {
        name: 'cell1',
        paused: true,
        wishes: [{ setting: 'paused', value: true, isForEveryCell: true, wishedBy }],
        migrators: [
          {
            runId: report.runId,
            host: hostname(),
            pid: process.pid,
            state: 'paused',
            reason: expect.stringContaining('Paused by'),
          },
        ],
      },
    ]);
    // It has signed out.
    expect(await readSteering(elsewhere)).toMatchObject([{ paused: false, migrators: [] }]);
  });

  test('ends when it is aborted while it is paused, and has moved nothing', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(3));
    await using deployment = await openDeployment(databases);
    await steerMoves(deployment, { paused: true }, { wishedBy });
    const interruption = new AbortController();
    const report = await runMove(deployment, {
      signal: interruption.signal,
      onProgress: ({ type }) => type === 'wait' && interruption.abort(),
    });
    expect(report).toMatchObject({ outcome: 'more', stopped: true });
    expect(await databases.api.groups()).toEqual([]);
    expect(await readSteering(deployment)).toMatchObject([{ paused: true, migrators: [] }]);
  });

  test('takes over the size of its batches on the way', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(40));
    await using deployment = await openDeployment(databases);
    await using elsewhere = await openDeployment(databases);
    const batches: number[] = [];
    let steered: Promise<unknown> | undefined;
    const onProgress = (event: ProgressEvent) => {
      if (event.type !== 'batch') return;
      batches.push(event.found);
      steered ??= steerMoves(elsewhere, { batchSize: 10, concurrency: 1 }, { wishedBy });
    };
    await runMove(deployment, { batchSize: 1, onProgress });
    await steered;
    expect(batches[0]).toBe(1);
    expect(batches).toContain(10);
    expect(batches.reduce((sum, found) => sum + found)).toBe(40);
  });

  test('moves no more in a batch than its rate allows in a second', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(4));
    await using deployment = await openDeployment(databases);
    const batches: number[] = [];
    const onProgress = (event: ProgressEvent) => {
      if (event.type === 'batch') batches.push(event.found);
    };
    await steerMoves(deployment, { rate: 2 }, { wishedBy });
    await runMove(deployment, { rate: 1_000, onProgress });
    expect(batches).toEqual([2, 2]);
  });

  test.each([1, 3, 4])('moves everything with %i batches at once', async (concurrency) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(60));
    await using deployment = await openDeployment(databases);
    await steerMoves(deployment, { concurrency, batchSize: 3 }, { wishedBy });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toHaveLength(60);
  });

  test('reads the wishes once before each batch', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(6));
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    await steerMoves(deployment, { concurrency: 1, batchSize: 2 }, { wishedBy });
    statements.length = 0;
    await runMove(deployment, { pause: 0 });
    const looks = statements.filter(({ text }) => /^select .*"cellbridge_wishes"/.test(text));
    // Once more when it begins.
    expect(looks).toHaveLength(4);
  });

  test.each([undefined, 100])(
    'works on another cell while one is paused (at most %s)',
    async (maxCount) => {
      const databases = await createDeployment(harness, { cells: 6 });
      for (const cell of databases.cells) await cell.addGroups(groups(2));
      await using deployment = await openDeployment(databases);
      await using elsewhere = await openDeployment(databases);
      const paused = ['cell1', 'cell2', 'cell3', 'cell4', 'cell5'];
      await steerMoves(elsewhere, { paused: true }, { cells: paused, wishedBy });
      const order: (string | null | undefined)[] = [];
      let resumed: Promise<unknown> | undefined;
      await runMove(deployment, {
        maxCount,
        onProgress: (event) => {
          if (event.type !== 'batch') return;
          order.push(event.cellName);
          resumed ??= steerMoves(elsewhere, { paused: false }, { wishedBy });
        },
      });
      await resumed;
      expect(order[0]).toBe('cell6');
      expect(await databases.api.groups()).toHaveLength(12);
    },
  );

  test('ends at its limit while a cell is paused', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const cell of databases.cells) await cell.addGroups(groups(2));
    await using deployment = await openDeployment(databases);
    await steerMoves(deployment, { paused: true }, { cells: ['cell1'], wishedBy });
    expect(await runMove(deployment, { maxCount: 2 })).toMatchObject({ outcome: 'more' });
    expect(await databases.cell.liveGroups()).toHaveLength(2);
    expect(await databases.api.groups()).toHaveLength(2);
  });

  test('takes a size of batches beyond all bounds for as large as a batch can be', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(3));
    await using deployment = await openDeployment(databases);
    await steerMoves(deployment, { batchSize: Number.MAX_SAFE_INTEGER }, { wishedBy });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
  });

  test('in one cell leaves the others alone, until something is wished for all', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    await using deployment = await openDeployment(databases);
    const inForce = async (wishes: MoveWishes, cells?: string[]) =>
      (await steerMoves(deployment, wishes, { cells, wishedBy })).map(({ paused }) => paused);
    const all = () => readSteering(deployment);
    expect(await inForce({ paused: true }, ['cell2'])).toEqual([true]);
    expect(await all()).toMatchObject([{ paused: false }, { paused: true }]);
    expect(await inForce({ paused: true })).toEqual([true, true]);
    await inForce({ paused: false }, ['cell1']);
    expect(await all()).toMatchObject([{ paused: false }, { paused: true }]);
    expect(await inForce({ paused: false })).toEqual([false, false]);
    await inForce({ rate: 5 });
    await inForce({ rate: null }, ['cell2']);
    expect(await all()).toMatchObject([
      { wishes: [{ setting: 'paused' }, { setting: 'rate', value: 5, isForEveryCell: true }] },
      { wishes: [{ setting: 'paused' }, { setting: 'rate', value: null, isForEveryCell: false }] },
    ]);
  });

  test('shows a run that was killed as lost, until the next run takes its place', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(2));
    await databases.api.raw.insert('cellbridge_migrators', [
      {
        ...{ id: 'm1', run_id: 'r1', cell_uuid: databases.cell.uuid, host: 'gone', pid: 7 },
        ...{ state: 'moving', batch_groups: 5, batch_rows: 50 },
        ...{ started_at: '2024-02-29 00:00:00', heartbeat_at: '2024-02-29 00:00:01' },
      },
    ]);
    await using deployment = await openDeployment(databases);
    const lost = { host: 'gone', pid: 7, state: 'lost', hasObeyed: true };
    expect(await readSteering(deployment)).toMatchObject([{ migrators: [lost] }]);
    const [cell] = (await migrationStatus(deployment)).cells;
    expect(cell).toMatchObject({ paused: false, wishes: [], migrators: [lost] });
    await steerMoves(deployment, { rate: 1_000 }, { wishedBy });
    expect(await readSteering(deployment)).toMatchObject([{ migrators: [{ hasObeyed: false }] }]);
    await runMove(deployment);
    expect(await readSteering(deployment)).toMatchObject([{ migrators: [] }]);
  });

  test('is shown as running while one of two runs is at work, and compared once it is paused', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(groups(2));
    await using deployment = await openDeployment(databases);
    // It ends, and leaves its end in the progress of the cell.
    await runMove(deployment, { maxCount: 1 });
    const stateBeside = async (state: string, heartbeatAt = now()) => {
      await databases.api.raw.query('DELETE FROM cellbridge_migrators');
      await databases.api.raw.insert('cellbridge_migrators', [
        {
          ...{ id: 'm1', run_id: 'r1', cell_uuid: databases.cell.uuid, host: 'other', pid: 7 },
          ...{ state, batch_groups: 5, batch_rows: 50 },
          ...{ started_at: '2024-02-29 00:00:00', heartbeat_at: heartbeatAt },
        },
      ]);
      const { cells } = await migrationStatus(deployment);
      return cells.map(({ state, oneSided }) => ({ state, oneSided }));
    };
    expect(await stateBeside('moving')).toEqual([{ state: 'running', oneSided: null }]);
    expect(await stateBeside('paused')).toEqual([{ state: 'running', oneSided: [] }]);
    const longAgo = '2024-02-29 00:00:01';
    expect(await stateBeside('moving', longAgo)).toEqual([{ state: 'stopped', oneSided: [] }]);
  });

  test.each<[string, object]>([
    ['paused', { paused: 'yes' }],
    ['batch size', { batchSize: 0 }],
    ['rate', { rate: 1.5 }],
    ['concurrency', { concurrency: 5 }],
  ])('refuses a %s that makes no sense', async (what, wishes) => {
    const databases = await createDeployment(harness);
    await using deployment = await openDeployment(databases);
    const refused = steerMoves(deployment, wishes, { wishedBy });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(what);
    await expect(steerMoves(deployment, {}, { wishedBy: '' })).rejects.toThrow('wishedBy');
    await expect(steerMoves(deployment, {}, { wishedBy, cells: ['x'] })).rejects.toThrow('x');
    expect(await databases.api.rows('cellbridge_wishes')).toEqual([]);
  });
});
