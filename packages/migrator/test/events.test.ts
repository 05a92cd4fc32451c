import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { instanceGroupsMigration, type ProgressEvent, steerMoves } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const QUARANTINED = '0c000000-0000-4000-8000-000000000001';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
/** A run that gave its last sign of life long ago. */
const LOST = {
  ...{ id: 'lost', run_id: 'run that was killed', host: 'controller1', pid: 7, state: 'moving' },
  ...{ batch_groups: 5, batch_rows: 50, started_at: '2024-02-29 00:00:00' },
  heartbeat_at: '2024-02-29 00:00:01',
};

forEachDialect('The events of a run', (harness) => {
  test('tell of a lost run, a pause, a group in quarantine and a cell that is down', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [cell1, cell2] = databases.cells;
    if (!cell1 || !cell2) throw new Error('There are two cells.');
    const [{ id: cellGroupId } = { id: 0 }] = await cell1.addGroups([
      { uuid: QUARANTINED, name: 'in the cell' },
      {},
      {},
    ]);
    await databases.api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    await databases.api.raw.insert('cellbridge_migrators', [{ ...LOST, cell_uuid: cell1.uuid }]);
    await databases.api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell2'",
    );
    await using deployment = await openDeployment(databases);
    await steerMoves(deployment, { paused: true }, { wishedBy: 'ada', cells: ['cell1'] });
    const events: ProgressEvent[] = [];
    let resumed: Promise<unknown> | undefined;
    const report = await runMove(deployment, {
      onProgress: (event) => {
        events.push(event);
        if (event.type === 'wait' && event.state === 'paused') {
          resumed ??= steerMoves(deployment, { paused: false }, { wishedBy: 'ada' });
        }
      },
    });
    await resumed;
    const { runId } = report;
    const migration = instanceGroupsMigration.name;
    const inCell1 = { migration, cellUuid: cell1.uuid, cellName: 'cell1' };
    const inCell2 = { migration, cellUuid: cell2.uuid, cellName: 'cell2' };
    const ofRun = events.map(({ time, runId: id, ...event }) => {
      expect(time).toMatch(ISO);
      expect(id).toBe(runId);
      return event;
    });
    expect(ofRun.filter((event) => 'cellUuid' in event && event.cellUuid === cell1.uuid)).toEqual([
      { type: 'cell', ...inCell1, state: 'running', error: null },
      {
        type: 'lost',
        ...inCell1,
        lost: {
          ...{ runId: LOST.run_id, host: LOST.host, pid: LOST.pid },
          heartbeatAt: '2024-02-29T00:00:01.000000Z',
        },
      },
      {
        type: 'wait',
        ...inCell1,
        state: 'paused',
        reason: expect.stringMatching(/^cell1: Paused by ada since /),
      },
      { type: 'wait', ...inCell1, state: 'moving', reason: 'cell1: The pause has ended.' },
      {
        type: 'quarantined',
        ...inCell1,
        ...{ groupUuid: QUARANTINED, cellGroupId, reason: 'different', isNew: true },
        details: expect.stringContaining('name'),
      },
      {
        type: 'batch',
        ...inCell1,
        ...{ found: 3, done: 2, foundSoFar: 3, doneSoFar: 2, total: null },
        seconds: expect.any(Number),
      },
      { type: 'cell', ...inCell1, state: 'quarantined', error: null },
    ]);
    expect(ofRun.filter((event) => 'cellUuid' in event && event.cellUuid === cell2.uuid)).toEqual([
      { type: 'cell', ...inCell2, state: 'running', error: null },
      {
        type: 'cell',
        ...inCell2,
        state: 'unavailable',
        error: expect.stringContaining('Cell cell2 is unavailable: '),
      },
      {
        type: 'wait',
        ...inCell2,
        state: 'skipped',
        reason: expect.stringMatching(/^Cell cell2 is unavailable: .* without this cell\.$/),
      },
    ]);
    expect(ofRun[0]).toEqual({ type: 'start', migration, total: null });
    expect(ofRun.slice(-2)).toEqual([
      {
        type: 'end',
        migration,
        ...{ total: null, found: 3, done: 2, remaining: null, quarantined: 1, error: null },
        unavailableCells: [
          { uuid: cell2.uuid, name: 'cell2', message: expect.stringContaining('cell2') },
        ],
      },
      { type: 'finished', outcome: 'unavailable', stopped: false },
    ]);
  });

  test('tell that a group stays in quarantine, and that it is not new', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
    await databases.api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    const events: ProgressEvent[] = [];
    await runMove(deployment, { onProgress: (event) => events.push(event) });
    expect(events.filter(({ type }) => type === 'quarantined')).toMatchObject([
      { groupUuid: QUARANTINED, isNew: false },
    ]);
  });

  test('tell what a cell and its migration have failed with', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    await using deployment = await openDeployment(databases);
    const events: ProgressEvent[] = [];
    const report = await runMove(deployment, {
      throttle: { query: 'select name from instance_groups', above: 5 },
      onProgress: (event) => events.push(event),
    });
    expect(report.outcome).toBe('failed');
    const why = expect.stringContaining('The throttle query');
    expect(events.map(({ type }) => type)).toEqual([
      ...['start', 'cell', 'cell', 'error', 'end', 'finished'],
    ]);
    expect(events[2]).toMatchObject({ type: 'cell', state: 'failed', error: why });
    expect(events[3]).toMatchObject({ type: 'error', message: why, code: 'CELL_FAILED' });
    expect(events[4]).toMatchObject({ type: 'end', error: why });
  });

  test('tell of a cell that a reversal works in', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const { api, cell } = databases;
    await cell.addGroups([{}]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    // It gives a sign of life just now.
    await api.raw.query("UPDATE cellbridge_progress SET state = 'reversing'");
    const told: unknown[] = [];
    await runMove(deployment, {
      cells: [cell.uuid],
      onProgress: (event) => {
        if (event.type === 'cell') told.push([event.cellName, event.state, event.error]);
      },
    });
    expect(told).toEqual([['cell1', 'failed', expect.stringContaining('db reverse')]]);
  });
});
