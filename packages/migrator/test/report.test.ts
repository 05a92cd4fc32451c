import { randomUUID } from 'node:crypto';
import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  type Harness,
  runSource,
  type TestDeployment,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  type MoveReport,
  type ReportOptions,
  reportOnMove,
  verifyDeployment,
} from '../src/index.js';
import { UNREADABLE_TIMES } from './dialects/unreadable-times.js';
import { openDeployment, runMove } from './support/move.js';
import { proved } from './support/proof.js';

const KILLED = new URL('./support/killed-process.ts', import.meta.url);
const QUARANTINED = '0c000000-0000-4000-8000-000000000001';
/** After how many groups the first run is killed. */
const KILLED_AFTER = 3;
/** An event. */
const BATCH = {
  type: 'batch',
  time: '2026-11-28T03:00:00.000000Z',
  runId: 'run',
  migration: 'migrate_instance_groups_to_api_db',
  ...{ found: 1, done: 1, foundSoFar: 1, doneSoFar: 1, total: 1, seconds: 1 },
};

forEachDialect('A report', (harness) => {
  test('tells of a run that was killed, of the next one two days later, and of what is left', async () => {
    const { databases, files, runId } = await moveInTwoRuns(harness);
    const [cell1, cell2] = databases.cells;
    const report = await reportOf(databases, { events: files, verification: 'now' });
    expect(report.status.totals).toMatchObject({ done: 9, remaining: 1, quarantined: 1 });

    // What receipts say.
    const [killed, second] = report.runs;
    expect(report.runsInAll).toBe(2);
    // Others were moved before it was told.
    expect(killed?.groups).toBeGreaterThanOrEqual(KILLED_AFTER);
    expect((killed?.groups ?? 0) + (second?.groups ?? 0)).toBe(9);
    expect(killed).toMatchObject({
      isLost: true,
      events: { outcome: null, stopped: false },
    });
    expect(second).toMatchObject({
      runId,
      isLost: false,
      events: { outcome: 'quarantined', stopped: false },
    });
    expect(second?.cells.map(({ cellName }) => cellName)).toContain('cell2');
    const { timeline } = report;
    expect(timeline?.periods).toHaveLength(2);
    expect(timeline?.columns).toEqual(
      expect.arrayContaining([
        { cellUuid: cell1?.uuid, cellName: 'cell1', cells: 1 },
        { cellUuid: cell2?.uuid, cellName: 'cell2', cells: 1 },
      ]),
    );
    const moved = timeline?.steps.flatMap(({ groups }) => groups) ?? [];
    expect(moved.reduce((sum, groups) => sum + groups, 0)).toBe(9);

    // What events say.
    expect(report.events).toMatchObject({
      files: 2,
      // The line in which the process was killed.
      cutLines: 1,
      batches: { histogram: expect.any(Array) },
      quarantined: [{ reason: 'different', groups: 1 }],
      errors: [],
    });
    // A run is lost in each cell in which it was at work.
    const lost = report.events?.losses.map(({ lostRunId }) => lostRunId);
    expect(new Set(lost)).toEqual(new Set([killed?.runId]));
    const bars = report.events?.batches?.histogram ?? [];
    expect(bars.reduce((sum, { batches }) => sum + batches, 0)).toBe(
      report.events?.batches?.batches,
    );

    // What is left, and what was verified.
    expect(report.quarantine).toMatchObject({
      open: 1,
      counts: [{ cellName: 'cell1', reason: 'different', groups: 1 }],
      groups: [
        { description: { api: { name: 'in the API database' }, cell: { name: 'in the cell' } } },
      ],
    });
    expect(report.verification).toMatchObject({
      writtenBy: null,
      isWhole: true,
      document: { counts: { quarantined: 1 } },
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('says without events what the receipts say, and names a cell that is down', async () => {
    const { databases } = await moveInTwoRuns(harness);
    await databases.api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell1'",
    );
    const report = await reportOf(databases);
    expect(report).toMatchObject({ events: null, verification: null, runsInAll: 2 });
    expect(report.runs.map(({ events }) => events)).toEqual([null, null]);
    expect(report.status.left).toMatchObject([{ kind: 'unavailable', cellName: 'cell1' }]);
    expect(report.quarantine.groups).toMatchObject([
      {
        description: null,
        obstacle: expect.stringContaining('cell1'),
        entry: { reason: 'different' },
      },
    ]);
  });

  test('is of the cells that are named', async () => {
    const { databases, files } = await moveInTwoRuns(harness);
    const { runs, timeline, quarantine, events, status } = await reportOf(databases, {
      cells: ['cell2'],
      events: files,
    });
    expect(status.cells.map(({ name }) => name)).toEqual(['cell2']);
    expect(timeline?.columns.map(({ cellName }) => cellName)).toEqual(['cell2']);
    const ofCell2 = runs.flatMap(({ cells }) => cells.map(({ cellName }) => cellName));
    expect(new Set(ofCell2)).toEqual(new Set(['cell2']));
    expect(quarantine).toEqual({ open: 0, counts: [], groups: [] });
    expect(events?.quarantined).toEqual([]);
  });

  test('of a cell takes times from its events, and lists the runs that were at work in it', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [cell1, cell2] = databases.cells;
    const file = join(await harness.folder(), randomUUID());
    const at = (minute: number) => `2026-11-28T03:0${minute}:00.000000Z`;
    const run = (runId: string, cells: readonly (string | undefined)[]) => [
      { ...BATCH, runId, type: 'start', time: at(0) },
      ...cells.map((cellUuid, index) => ({ ...BATCH, runId, cellUuid, time: at(2 + index * 2) })),
      ...cells.map((cellUuid, index) => ({ ...BATCH, runId, cellUuid, time: at(3 + index * 2) })),
      { runId, type: 'wait', time: at(1), migration: BATCH.migration, state: 'paused', reason: '' },
      { runId, type: 'finished', time: at(9), outcome: 'complete', stopped: false },
    ];
    const lines = [...run('both', [cell1?.uuid, cell2?.uuid]), ...run('other', [cell1?.uuid])];
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { runs, events } = await reportOf(databases, { events: [file], cells: ['cell2'] });
    expect(runs).toMatchObject([
      { runId: 'both', events: { startedAt: at(4), lastEventAt: at(5), outcome: 'complete' } },
    ]);
    expect(events).toMatchObject({ events: 5, waitsInAll: 1, batches: { batches: 2 } });
    const whole = await reportOf(databases, { events: [file] });
    expect(whole.runs.map((each) => each.events?.startedAt)).toEqual([at(0), at(0)]);
  });

  test('counts what belongs to a cell that is no longer mapped apart', async () => {
    const { databases, files } = await moveInTwoRuns(harness);
    const [cell1] = databases.cells;
    await databases.api.raw.query('DELETE FROM cell_mappings WHERE uuid = ?', cell1?.uuid ?? '');
    const { status, runs, timeline, quarantine, uncounted } = await reportOf(databases, {
      events: files,
    });
    const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    expect(status.totals).toMatchObject({ done: 4, quarantined: 0 });
    expect(sumOf(runs.map(({ groups }) => groups))).toBe(4);
    expect(sumOf(timeline?.steps.flatMap(({ groups }) => groups) ?? [])).toBe(4);
    expect(quarantine).toEqual({ open: 0, counts: [], groups: [] });
    expect(uncounted).toEqual({ cells: 1, groups: 5, quarantined: 1 });
    const part = await reportOf(databases, { cells: ['cell2'] });
    expect(part.uncounted).toBeNull();
  });

  test('counts groups apart whose receipts hold a time that nobody can read', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, {}, {}]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    const { raw } = databases.api;
    const [receipt] = await raw.query('SELECT group_uuid FROM cellbridge_receipts');
    const unreadable = `moved_at = ${UNREADABLE_TIMES[harness.dialect]}`;
    await raw.query(
      `UPDATE cellbridge_receipts SET ${unreadable} WHERE group_uuid = ?`,
      receipt?.group_uuid ?? '',
    );
    const one = await reportOf(databases);
    expect(one).toMatchObject({ undated: 1, runs: [{ groups: 3 }] });
    expect(one.timeline?.steps.flatMap(({ groups }) => groups).filter(Boolean)).toEqual([2]);
    await raw.query(`UPDATE cellbridge_receipts SET ${unreadable}`);
    expect(await reportOf(databases)).toMatchObject({
      ...{ undated: 3, timeline: null },
      runs: [{ groups: 3, firstAt: null, lastAt: null }],
    });
  });

  test('says that nothing has moved yet', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    const report = await reportOf(databases);
    expect(report).toMatchObject({
      runs: [],
      timeline: null,
      status: { totals: { remaining: 1 } },
    });
  });
});

describe('A report', () => {
  const harness = useHarness('sqlite');

  test('shows the verification of a proof file, and refuses one that was changed', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, {}]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    const proof = await proved(harness, databases, { writtenBy: 'a test' });
    const report = await reportOf(databases, { verification: { proof } });
    expect(report.verification).toMatchObject({
      writtenBy: 'a test',
      document: { outcome: 'clean', totals: { compared: 2 } },
    });
    await appendFile(proof, '{}\n');
    await expect(reportOf(databases, { verification: { proof } })).rejects.toThrow(
      InvalidInputError,
    );
  });

  test('is none if it is stopped', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    const stop = new AbortController();
    const options: ReportOptions = {
      verification: 'now',
      signal: stop.signal,
      onVerify: () => stop.abort(),
    };
    expect(await reportOnMove(deployment, options)).toBeUndefined();
    expect((await verifyDeployment(deployment)).outcome).toBe('clean');
  });

  test.each([
    { events: 'a' },
    { verification: 'later' },
    { cells: [] },
    { cells: ['no cell'] },
    { events: ['/nowhere/events'] },
    { onVerify: 1 },
  ])('refuses %j', async (options) => {
    const databases = await createDeployment(harness);
    await using deployment = await openDeployment(databases);
    await expect(reportOnMove(deployment, options as ReportOptions)).rejects.toThrow(
      InvalidInputError,
    );
  });

  test('reads events in any order, and passes over kinds of a later release', async () => {
    const { databases, files } = await moveInTwoRuns(harness);
    const [, second = ''] = files;
    const lines = (await readFile(second, 'utf8')).trimEnd().split('\n');
    const shuffled = join(await harness.folder(), randomUUID());
    await writeFile(shuffled, `{"type":"later"}\n${[...lines].reverse().join('\n')}`);
    const [asWritten, reversed] = await Promise.all(
      [second, shuffled].map((file) => reportOf(databases, { events: [file] })),
    );
    expect(reversed?.events).toEqual(asWritten?.events);
    expect(reversed?.runs).toEqual(asWritten?.runs);
  });

  test('refuses a line that is no event, and names it', async () => {
    const databases = await createDeployment(harness);
    const file = join(await harness.folder(), randomUUID());
    const batch = (fields: object) => JSON.stringify({ ...BATCH, ...fields });
    const broken = [
      ...['[]', '{}', '{"type":"batch","time":"now"}', 'null'],
      ...[1e13, -1, '1'].map((seconds) => batch({ seconds })),
      batch({}).replace('"seconds":1', '"seconds":1e999'),
      batch({ done: null }),
      ...['+275760-09-13T00:00:00.000000Z', '2026-11-31T00:00:00.000000Z', 'yesterday'].map(
        (time) => batch({ time }),
      ),
      JSON.stringify({ ...BATCH, type: 'lost', lost: { runId: 'x', host: 'y', pid: 1 } }),
      JSON.stringify({ ...BATCH, type: 'finished', outcome: 'complete' }),
    ];
    for (const line of broken) {
      await writeFile(file, `{"type":"later"}\n${line}\n{"type":"later"}\n`);
      const report = reportOf(databases, { events: [file] });
      await expect(report, line).rejects.toThrow(`Line 2 of ${file} is no event of a run`);
    }
  });

  test('passes over lines that are cut off, counts them, and refuses a file that has no others', async () => {
    const databases = await createDeployment(harness);
    const file = join(await harness.folder(), randomUUID());
    const whole = JSON.stringify(BATCH);
    const half = whole.slice(0, whole.length / 2);
    // What the next run appends follows the half line of one that was killed.
    await writeFile(file, `${whole}\n${half}${whole}\n${whole}\n${half}`);
    const { events } = await reportOf(databases, { events: [file] });
    expect(events).toMatchObject({ events: 2, cutLines: 2, batches: { batches: 2 } });
    await writeFile(file, `${half}\n`);
    await expect(reportOf(databases, { events: [file] })).rejects.toThrow(
      `${file} holds no event of a run`,
    );
  });

  test('refuses a file of events that is given twice, however it is spelled', async () => {
    const databases = await createDeployment(harness);
    const folder = await harness.folder();
    const [file, link] = [join(folder, randomUUID()), join(folder, randomUUID())];
    await writeFile(file, `${JSON.stringify(BATCH)}\n`);
    await symlink(file, link);
    for (const again of [file, link]) {
      await expect(reportOf(databases, { events: [file, again] })).rejects.toThrow(
        `${again} is given twice`,
      );
    }
  });

  test('knows each run that was lost, of however many', async () => {
    const databases = await createDeployment(harness);
    const file = join(await harness.folder(), randomUUID());
    const cell = { cellUuid: databases.cell.uuid, cellName: 'cell1' };
    const lost = Array.from({ length: 300 }, (_, number) => `lost-${number}`);
    const lines = lost.flatMap((runId) => [
      { ...BATCH, runId },
      { ...BATCH, ...cell, type: 'lost', lost: { runId, host: 'here', pid: 1, heartbeatAt: null } },
    ]);
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { events, runs } = await reportOf(databases, { events: [file] });
    expect(events).toMatchObject({ lossesInAll: 300 });
    expect(events?.losses).toHaveLength(200);
    expect(runs.filter(({ isLost }) => isLost)).toHaveLength(300);
  });

  test('tells when a run was held back, and for how long', async () => {
    const databases = await createDeployment(harness);
    const file = join(await harness.folder(), randomUUID());
    const event = (second: number, type: string, fields: object) => ({
      ...{ type, time: `2026-11-28T03:00:0${second}.000000Z`, runId: 'run' },
      ...(type === 'finished' ? {} : { migration: 'migrate_instance_groups_to_api_db' }),
      ...fields,
    });
    const cell = { cellUuid: databases.cell.uuid, cellName: 'cell1' };
    const events = [
      event(0, 'wait', { ...cell, state: 'throttled', reason: 'A replica is behind.' }),
      event(1, 'wait', { ...cell, state: 'throttled', reason: 'A replica is still behind.' }),
      event(2, 'wait', { state: 'disconnected', reason: 'The API database is lost.' }),
      event(3, 'wait', { ...cell, state: 'paused', reason: 'ada has paused it.' }),
      event(4, 'wait', { ...cell, state: 'moving', reason: 'It goes on.' }),
      event(6, 'finished', { outcome: 'complete', stopped: false }),
    ];
    await writeFile(file, events.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const { events: told } = await reportOf(databases, { events: [file] });
    expect(told?.waits).toMatchObject([
      { state: 'throttled', cellName: 'cell1', seconds: 3, reason: 'A replica is behind.' },
      { state: 'disconnected', cellUuid: null, seconds: 4 },
      { state: 'paused', seconds: 1 },
    ]);
    expect(told?.heldBack).toEqual([
      { state: 'throttled', times: 1, seconds: 3 },
      { state: 'disconnected', times: 1, seconds: 4 },
      { state: 'paused', times: 1, seconds: 1 },
    ]);
  });
});

/** A run that is killed, and two days later one that moves the rest; a group of the first cell cannot move. */
async function moveInTwoRuns(
  harness: Harness,
): Promise<{ databases: TestDeployment; files: string[]; runId: string }> {
  const databases = await createDeployment(harness, { cells: 2 });
  const [cell1, cell2] = databases.cells;
  await cell1?.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }, {}, {}, {}, {}, {}]);
  await cell2?.addGroups([{}, {}, {}, {}]);
  await databases.api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
  const folder = await harness.folder();
  const files = [join(folder, randomUUID()), join(folder, randomUUID())] as const;
  const killed = await runSource(KILLED, {
    arguments: [databases.api.url, files[0], String(KILLED_AFTER)],
  });
  expect(killed).toMatchObject({ signal: 'SIGKILL', stderr: '' });
  await twoDaysEarlier(databases);
  await using deployment = await openDeployment(databases);
  const lines: string[] = [];
  const { runId } = await runMove(deployment, {
    onProgress: (event) => lines.push(`${JSON.stringify(event)}\n`),
  });
  await writeFile(files[1], lines.join(''));
  return { databases, files: [...files], runId };
}

/** What has happened so far, happened two days ago. */
async function twoDaysEarlier({ api: { raw } }: TestDeployment): Promise<void> {
  const [receipt] = await raw.query('SELECT moved_at FROM cellbridge_receipts');
  const then = new Date(Date.parse(`${receipt?.moved_at}Z`) - 2 * 86_400_000).toISOString();
  const stamp = `${then.slice(0, 19).replace('T', ' ')}.000000`;
  await raw.query('UPDATE cellbridge_receipts SET moved_at = ?', stamp);
  await raw.query('UPDATE cellbridge_migrators SET heartbeat_at = ?', stamp);
}

async function reportOf(
  databases: TestDeployment,
  options: ReportOptions = {},
): Promise<MoveReport> {
  await using deployment = await openDeployment(databases);
  const report = await reportOnMove(deployment, options);
  if (!report) throw new Error('Nothing stopped it.');
  return report;
}
