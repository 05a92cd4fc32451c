import { InstanceGroup } from '@cellbridge/objects';
import {
  type CellDatabase,
  createDeployment,
  forEachDialect,
  forEachServer,
  type Harness,
  type Row,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  type ArchiveOptions,
  type ArchiveReport,
  archiveDeletedRows,
  migrationStatus,
  recoverDeployment,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { backUpApi } from './support/back-up.js';
import { move, openDeployment, runMove } from './support/move.js';

const TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'] as const;
const SHADOWS = TABLES.map((table) => `shadow_${table}`);
const NOTHING = [[], [], []];

const uuidOf = (number: number) => `0e000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

async function read({ raw }: CellDatabase, tables: readonly string[]): Promise<Row[][]> {
  return await Promise.all(tables.map((table) => raw.query(`SELECT * FROM ${table} ORDER BY id`)));
}

async function createNovaDeployment(harness: Harness, cells = 1): Promise<TestDeployment> {
  return await createDeployment(harness, { madeBy: 'adopted', cells });
}

/** Groups with two members that have moved: each is four rows and a cell receipt. */
async function createMoved(harness: Harness, groups: number): Promise<TestDeployment> {
  const databases = await createNovaDeployment(harness);
  const seeds = Array.from({ length: groups }, (_, index) => {
    return { uuid: uuidOf(index + 1), members: [`a${index}`, `b${index}`] };
  });
  await databases.cell.addGroups(seeds);
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
  return databases;
}

async function archive(
  databases: TestDeployment,
  options: ArchiveOptions = {},
): Promise<ArchiveReport> {
  await using deployment = await openDeployment(databases);
  return await archiveDeletedRows(deployment, options);
}

/** That the gate is open, and a verification has nothing to say. */
async function expectProved(databases: TestDeployment): Promise<void> {
  await using deployment = await openDeployment(databases);
  expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
  expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
}

forEachDialect('Archiving', (harness) => {
  test('keeps every row and every proof of a move, and the API database recovers from them', async () => {
    const databases = await createNovaDeployment(harness);
    const { api, cell } = databases;
    await cell.addGroups([
      { uuid: uuidOf(1), members: ['a', 'b'] },
      { uuid: uuidOf(2), policies: [] },
      { uuid: uuidOf(3), name: null, deleted: true },
    ]);
    const goBack = await backUpApi(api.raw);
    await move(databases);
    const [rows, groups] = [await read(cell, TABLES), await api.groups()];
    expect(await archive(databases)).toEqual({
      outcome: 'complete',
      cells: [{ uuid: cell.uuid, name: 'cell1', groups: 3, policies: 4, members: 2, kept: [] }],
      unavailableCells: [],
    });
    expect(await read(cell, SHADOWS)).toEqual(rows);
    expect(await read(cell, TABLES)).toEqual(NOTHING);
    await expectProved(databases);
    await goBack();
    await using deployment = await openDeployment(databases);
    expect(await migrationStatus(deployment)).toMatchObject({ ready: false });
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 2, unrecoverable: [] }],
    });
    expect(await api.groups()).toEqual(groups);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    await expectProved(databases);
  });

  test('ends at a number of rows, in batches of another, and splits no group', async () => {
    const databases = await createMoved(harness, 6);
    const told: number[] = [];
    const onProgress = ({ groups }: { groups: number }) => told.push(groups);
    const limits = { maxRows: 12, batchSize: 8 };
    expect(await archive(databases, { ...limits, onProgress })).toMatchObject({
      outcome: 'more',
      cells: [{ groups: 3, policies: 6, members: 6 }],
    });
    expect(told).toEqual([1, 2, 3]);
    expect(await databases.cell.rows('instance_groups')).toHaveLength(3);
    expect(await archive(databases, { batchSize: 10 })).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 3 }],
    });
    expect(await archive(databases, { maxRows: 1 })).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 0 }],
    });
    await expectProved(databases);
  });

  test('takes only what was soft-deleted before a time', async () => {
    const databases = await createMoved(harness, 1);
    await databases.cell.addGroups([{ deleted: true }]);
    const before = new Date('2024-05-02');
    expect(await archive(databases, { before })).toMatchObject({ cells: [{ groups: 1 }] });
    expect(await databases.cell.rows('instance_groups')).toMatchObject([{ uuid: uuidOf(1) }]);
  });

  test('leaves groups with live rows until a run has moved these', async () => {
    const databases = await createMoved(harness, 2);
    const { cell } = databases;
    const [row] = await cell.rows('instance_groups');
    await addMemberByHand(cell, Number(row?.id), 'late');
    const kept = [{ reason: 'liveRows', groups: 1, groupUuids: [row?.uuid] }];
    expect(await archive(databases)).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 1, kept }],
    });
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await archive(databases)).toMatchObject({ cells: [{ groups: 1, kept: [] }] });
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    const { members } = await InstanceGroup.getByUuid(context, String(row?.uuid));
    expect(members).toContain('late');
    await expectProved(databases);
  });

  test('leaves what only one side proves: it is what a recovery has', async () => {
    const databases = await createMoved(harness, 3);
    const { api, cell } = databases;
    const unproved = (await cell.receipts()).at(-1);
    await cell.raw.query('DELETE FROM instance_group_policy WHERE id = ?', Number(unproved?.id));
    for (const table of ['instance_group_policy', 'instance_group_member']) {
      const isLost = '(SELECT id FROM instance_groups WHERE uuid = ?)';
      await api.raw.query(`DELETE FROM ${table} WHERE group_id = ${isLost}`, uuidOf(1));
    }
    await api.raw.query('DELETE FROM instance_groups WHERE uuid = ?', uuidOf(1));
    await api.raw.query('DELETE FROM cellbridge_receipts WHERE group_uuid = ?', uuidOf(1));
    expect(await archive(databases)).toMatchObject({
      outcome: 'failed',
      cells: [
        {
          groups: 1,
          kept: [{ reason: 'oneSided', groups: 2, groupUuids: [uuidOf(1), uuidOf(3)] }],
        },
      ],
    });
    const left = await cell.rows('instance_groups');
    expect(left.map(({ uuid }) => uuid)).toEqual([uuidOf(1), uuidOf(3)]);
  });

  test('leaves a group whose id another one has in the shadow table', async () => {
    const databases = await createMoved(harness, 2);
    const { cell } = databases;
    const [row] = await cell.rows('instance_groups');
    const other = { ...row, uuid: uuidOf(9) };
    await cell.raw.insert('shadow_instance_groups', [other]);
    expect(await archive(databases)).toMatchObject({
      outcome: 'complete',
      cells: [
        { groups: 1, kept: [{ reason: 'idTaken', groups: 1, groupUuids: [String(row?.uuid)] }] },
      ],
    });
    expect(await cell.raw.query('SELECT * FROM shadow_instance_groups ORDER BY id')).toEqual([
      other,
      expect.objectContaining({ uuid: uuidOf(2) }),
    ]);
    await expectProved(databases);
  });

  test('works on the cells that are named, and on the others where one cannot be used', async () => {
    const databases = await createNovaDeployment(harness, 3);
    const [first, second, third] = databases.cells;
    for (const cell of databases.cells) await cell.addGroups([{ deleted: true }]);
    await first?.raw.query('DROP TABLE shadow_instance_group_member');
    expect(await archive(databases, { cells: ['cell2'] })).toMatchObject({
      outcome: 'complete',
      cells: [{ name: 'cell2', groups: 1 }],
    });
    const report = await archive(databases);
    expect(report).toMatchObject({
      outcome: 'unavailable',
      cells: [
        { name: 'cell1', groups: 0 },
        { name: 'cell2', groups: 0 },
        { name: 'cell3', groups: 1 },
      ],
    });
    expect(report.unavailableCells.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Cell cell1 is unavailable: It has no shadow_instance_group_member .*nova-manage db sync/,
      ),
    ]);
    expect(await first?.rows('instance_groups')).toHaveLength(1);
    for (const cell of [second, third]) expect(await cell?.rows('instance_groups')).toEqual([]);
  });

  test('stops between two batches, while it rests too, and goes on later', async () => {
    const databases = await createMoved(harness, 3);
    const end = new AbortController();
    const report = await archive(databases, {
      batchSize: 1,
      pause: 3_600_000,
      signal: end.signal,
      onProgress: () => end.abort(),
    });
    expect(report).toMatchObject({ outcome: 'stopped', cells: [{ groups: 1, policies: 2 }] });
    expect(await archive(databases)).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 2 }],
    });
    expect(await archive(databases, { signal: AbortSignal.abort() })).toMatchObject({
      outcome: 'complete',
    });
  });

  test('loses nothing wherever its connection to the cell ends', async () => {
    const databases = await createMoved(harness, 2);
    const { cell } = databases;
    const rows = await read(cell, TABLES);
    const name = cell.url.slice(cell.url.lastIndexOf('/') + 1);
    let isWhole = false;
    for (let end = 1; !isWhole; end += 1) {
      let statement = 0;
      const intercept = ({ database }: { database: string }) => {
        if (database.includes(name)) statement += 1;
        if (statement === end) throw new Error('The connection is lost.');
      };
      await using deployment = await openDeployment(databases, { database: { intercept } });
      const { outcome } = await archiveDeletedRows(deployment, { batchSize: 1 });
      isWhole = outcome === 'complete' && statement < end;
      const [left, taken] = [await read(cell, TABLES), await read(cell, SHADOWS)];
      const both = left.map((some, index) => {
        return [...(taken[index] ?? []), ...some].sort((a, b) => Number(a.id) - Number(b.id));
      });
      expect(both).toEqual(rows);
    }
    expect(await read(cell, TABLES)).toEqual(NOTHING);
    await expectProved(databases);
  });

  test.each([
    [{ maxRows: 0 }, /max rows/],
    [{ batchSize: 1.5 }, /batch size/],
    [{ before: new Date('never') }, /before/],
    [{ pause: -1 }, /pause/],
    [{ cells: [] }, /cells/],
    [{ cells: ['cell9'] }, /cell9/],
  ])('refuses %j', async (options, message) => {
    const databases = await createDeployment(harness);
    await expect(archive(databases, options)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });
});

// SQLite gives new rows the ids of archived ones.
forEachServer('Archiving', (harness) => {
  test('works beside a move, and beside another one', async () => {
    const databases = await createNovaDeployment(harness);
    const { api, cell } = databases;
    await cell.addGroups(
      Array.from({ length: 40 }, (_, index) => ({ uuid: uuidOf(index), members: [`m${index}`] })),
    );
    let isMoved = false;
    const archiving = async () => {
      let groups = 0;
      for (let isLast = false; ; isLast = isMoved) {
        const report = await archive(databases, { batchSize: 8 });
        expect(report).toMatchObject({ outcome: 'complete', cells: [{ kept: [] }] });
        groups += report.cells[0]?.groups ?? 0;
        if (isLast) return groups;
      }
    };
    const moving = move(databases, { batchSize: 4 }).finally(() => {
      isMoved = true;
    });
    const [first, second] = await Promise.all([archiving(), archiving()]);
    expect(await moving).toMatchObject({ outcome: 'complete' });
    expect(first + second).toBe(40);
    expect(await read(cell, TABLES)).toEqual(NOTHING);
    expect(await api.groups()).toHaveLength(40);
    await expectProved(databases);
  });
});
