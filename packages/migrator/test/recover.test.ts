import { CellbridgeError, InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import {
  createDeployment,
  dropConnection,
  forEachDialect,
  type Intercept,
  type TestDeployment,
} from '@cellbridge/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { migrationStatus, recoverDeployment, verifyDeployment } from '../src/index.js';
import { archive, backUpApi, backUpCell } from './support/back-up.js';
import { expectSound, resultOf } from './support/content.js';
import { insertsCellReceipts } from './support/inserts-cell-receipts.js';
import { move, openDeployment, runMove } from './support/move.js';

const uuidOf = (index: number) =>
  `0a000000-0000-4000-8000-0000000000${String(index).padStart(2, '0')}`;
const UUIDS = Array.from({ length: 10 }, (_, index) => uuidOf(index));

/** Ten groups, of which five moved before a backup of the API database, and the others after it. */
async function restoredApi(databases: TestDeployment): Promise<() => Promise<void>> {
  await databases.cell.addGroups(
    UUIDS.map((uuid, index) => {
      return {
        uuid,
        name: `group ${index}`,
        policies: ['affinity'],
        members: [`m${index}`, 'shared'],
      };
    }),
  );
  await move(databases, { maxCount: 5, batchSize: 5 });
  const restore = await backUpApi(databases.api.raw);
  await move(databases);
  await restore();
  return restore;
}

/** Recovers over a connection that may be lost, as a process does that is killed. */
async function recoverOver(databases: TestDeployment, intercept: Intercept): Promise<void> {
  try {
    await using deployment = await openDeployment(databases, { database: { intercept } });
    await recoverDeployment(deployment);
  } catch (error) {
    if (!CellbridgeError.isInstance(error)) throw error;
  }
}

forEachDialect('An API database that went back to before a part of the move', (harness) => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is noticed by a run, which names the lost groups and calls no cell complete', async () => {
    const databases = await createDeployment(harness);
    await restoredApi(databases);
    const report = await move(databases);
    expect(report).toMatchObject({ outcome: 'failed' });
    const message = String(report.migrations[0]?.error);
    expect(message).toContain('lost the trace of 5 groups');
    for (const uuid of UUIDS.slice(5)) expect(message).toContain(uuid);
    const [progress] = await databases.api.rows('cellbridge_progress');
    expect(progress).toMatchObject({ state: 'failed' });
    await using deployment = await openDeployment(databases);
    expect(await migrationStatus(deployment)).toMatchObject({ ready: false });
    const { findings } = await verifyDeployment(deployment);
    expect(findings.map(({ kind, groupUuid }) => `${kind} ${groupUuid}`).sort()).toEqual(
      UUIDS.slice(5).map((uuid) => `missing ${uuid}`),
    );
  });

  test('is noticed by a run that was under way', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(UUIDS.map((uuid) => ({ uuid })));
    await move(databases, { maxCount: 5, batchSize: 5 });
    const restore = await backUpApi(databases.api.raw);
    let restored = false;
    // Before the second batch soft-deletes its rows: the API database has committed it, and forgets it.
    const intercept: Intercept = async ({ text }) => {
      if (restored || !insertsCellReceipts({ text })) return;
      restored = true;
      await restore();
    };
    await using deployment = await openDeployment(databases, { database: { intercept } });
    const report = await runMove(deployment, { batchSize: 5 });
    expect(report).toMatchObject({ outcome: 'failed' });
    expect(String(report.migrations[0]?.error)).toContain('lost the trace of 5 groups');
    const [progress] = await databases.api.rows('cellbridge_progress');
    expect(progress).toMatchObject({ state: 'failed' });
  });

  test('gets back what it has lost, as it moved, and nothing twice', async () => {
    const databases = await createDeployment(harness);
    const never = await createDeployment(harness);
    await restoredApi(databases);
    await never.cell.addGroups(
      UUIDS.map((uuid, index) => {
        return {
          uuid,
          name: `group ${index}`,
          policies: ['affinity'],
          members: [`m${index}`, 'shared'],
        };
      }),
    );
    await move(never);
    await using deployment = await openDeployment(databases);
    const before = await resultOf(databases);
    expect(await recoverDeployment(deployment, { dryRun: true })).toMatchObject({
      outcome: 'complete',
      dryRun: true,
      cells: [{ groups: 5, receipts: 0, remapped: 0, notAsMoved: [], unrecoverable: [] }],
    });
    expect(await resultOf(databases)).toEqual(before);

    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ uuid: databases.cell.uuid, groups: 5, unrecoverable: [] }],
    });
    expect(await recoverDeployment(deployment)).toMatchObject({ cells: [{ groups: 0 }] });
    expect(await databases.api.groups()).toEqual(await never.api.groups());
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
    const [progress] = await databases.api.rows('cellbridge_progress');
    expect(progress).toMatchObject({ state: 'complete', found: 10, done: 10 });
    await expectSound(databases);
  });

  test('gets it back without what was removed in the second of its move', async () => {
    const databases = await createDeployment(harness);
    const { raw } = databases.cell;
    const [uuid = ''] = UUIDS;
    await databases.cell.addGroups([{ uuid, members: ['kept', 'removed'] }]);
    const restore = await backUpApi(databases.api.raw);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2024-02-29T12:00:00.500Z') });
    const removal = `deleted = id, deleted_at = '2024-02-29 12:00:00.400000'`;
    await raw.query(`UPDATE instance_group_member SET ${removal} WHERE instance_id = 'removed'`);
    await move(databases);
    vi.useRealTimers();
    const before = await databases.api.groups();
    await restore();
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({
      cells: [{ groups: 1, notAsMoved: [] }],
    });
    expect(await databases.api.groups()).toEqual(before);
    expect(before).toMatchObject([{ members: ['kept'] }]);
  });

  test('gets it back from what Nova has archived', async () => {
    const databases = await createDeployment(harness);
    await restoredApi(databases);
    await archive(databases.cell.raw);
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'failed' });
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 5, unrecoverable: [] }],
    });
    const groups = await InstanceGroupList.getAll(deployment.adminContext());
    expect(groups.map(({ uuid }) => uuid).sort()).toEqual(UUIDS);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('gets it back though a recovery was killed before any of its statements', async () => {
    const databases = await createDeployment(harness);
    const restore = await restoredApi(databases);
    let last = 0;
    let seen = 0;
    do {
      await restore();
      last += 1;
      seen = 0;
      const intercept = dropConnection(() => {
        seen += 1;
        return seen === last;
      });
      await recoverOver(databases, intercept);
      await using deployment = await openDeployment(databases);
      expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
      expect(await databases.api.groups()).toHaveLength(10);
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
    } while (seen >= last);
    expect(last).toBeGreaterThan(10);
  });

  test('is told what cannot be brought back', async () => {
    const databases = await createDeployment(harness);
    await restoredApi(databases);
    const { raw } = databases.cell;
    await archive(raw);
    await raw.query('DELETE FROM shadow_instance_groups WHERE uuid = ?', UUIDS[7] ?? '');
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'failed',
      cells: [
        {
          groups: 4,
          unrecoverable: [{ groupUuid: null, reason: 'Its rows are gone from the cell.' }],
        },
      ],
    });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'failed' });
  });

  test('keeps a group that was created with the uuid of a lost one', async () => {
    const databases = await createDeployment(harness);
    await restoredApi(databases);
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await InstanceGroup.create(context, { uuid: UUIDS[7] ?? '', name: 'another' });
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 4, receipts: 1 }],
    });
    expect((await InstanceGroup.getByUuid(context, UUIDS[7] ?? '')).name).toBe('another');
  });
});

forEachDialect('Receipts that somebody has removed from the API database', (harness) => {
  test('are put back with their groups, and counted once', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(UUIDS.map((uuid) => ({ uuid })));
    await move(databases);
    const lost = UUIDS.slice(5);
    const marks = lost.map(() => '?').join(', ');
    const groups = `instance_groups WHERE uuid IN (${marks})`;
    for (const rows of [
      `cellbridge_receipts WHERE group_uuid IN (${marks})`,
      `instance_group_policy WHERE group_id IN (SELECT id FROM ${groups})`,
      groups,
    ]) {
      await databases.api.raw.query(`DELETE FROM ${rows}`, ...lost);
    }
    await using deployment = await openDeployment(databases);
    await recoverDeployment(deployment);
    const { totals } = await migrationStatus(deployment);
    expect(totals).toMatchObject({ done: UUIDS.length, remaining: 0 });
  });

  test('are put back, and the groups stay as they are', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(UUIDS.map((uuid) => ({ uuid, members: ['a'] })));
    await move(databases);
    const receipts = await databases.api.rows('cellbridge_receipts');
    await databases.api.raw.query('DELETE FROM cellbridge_receipts');
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'failed' });
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 0, receipts: 10 }],
    });
    const again = await databases.api.rows('cellbridge_receipts');
    const withoutTime = (rows: readonly object[]) =>
      rows.map((row) => ({ ...row, moved_at: undefined }));
    expect(withoutTime(again)).toEqual(withoutTime(receipts));
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
  });
});

forEachDialect('A cell that was mapped anew, under another uuid', (harness) => {
  test('is noticed, and its receipts get the uuid that it has now', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(UUIDS.map((uuid) => ({ uuid, members: ['a'] })));
    await move(databases);
    const renamed = 'ce110000-0000-4000-8000-0000000000ff';
    await databases.api.raw.query('UPDATE cell_mappings SET uuid = ?', renamed);
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'failed' });
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'complete',
      cells: [{ uuid: renamed, groups: 0, receipts: 0, remapped: 10 }],
    });
    for (const { policy } of await databases.cell.receipts()) {
      expect(policy).toContain(`cellbridge:moved:${renamed}:`);
    }
    expect(await recoverDeployment(deployment)).toMatchObject({ cells: [{ remapped: 0 }] });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  });
});

forEachDialect('A cell that went back to before its move', (harness) => {
  const restoredCell = async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([
      { uuid: uuidOf(0), members: ['removed before', 'removed since', 'kept'] },
      { uuid: uuidOf(1), members: ['a'] },
      { uuid: uuidOf(2), members: ['b'] },
    ]);
    const restore = await backUpCell(databases.cell.raw);
    return { databases, restore, id: added?.id ?? 0 };
  };

  test('is cleaned up, and brings back no member and no group that was removed since', async () => {
    const { databases, restore } = await restoredCell();
    await using deployment = await openDeployment(databases, { fallback: 'always' });
    const context = deployment.adminContext();
    await InstanceGroup.removeMembers(context, uuidOf(0), ['removed before']);
    await (await InstanceGroup.getByUuid(context, uuidOf(1))).destroy();
    await runMove(deployment);
    await InstanceGroup.removeMembers(context, uuidOf(0), ['removed since']);
    await (await InstanceGroup.getByUuid(context, uuidOf(2))).destroy();
    await restore();

    const uuids = async () => (await InstanceGroupList.getAll(context)).map(({ uuid }) => uuid);
    expect(await uuids()).toEqual([uuidOf(0)]);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await uuids()).toEqual([uuidOf(0)]);
    expect((await InstanceGroup.getByUuid(context, uuidOf(0))).members).toEqual(['kept']);
    expect(await databases.cell.liveGroups()).toEqual([]);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('brings no member back that was soft-deleted there before the move', async () => {
    const { databases, restore, id } = await restoredCell();
    const { raw } = databases.cell;
    // The last member row of the group is one that was removed before the move.
    await raw.query(
      `UPDATE instance_group_member SET deleted = id, deleted_at = '2024-01-01 00:00:00'
       WHERE group_id = ? AND instance_id = 'kept'`,
      id,
    );
    await move(databases);
    await restore();
    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    const { members } = await InstanceGroup.getByUuid(deployment.adminContext(), uuidOf(0));
    expect(members).toEqual(['removed before', 'removed since']);
  });
});

describe('The cell receipts', () => {
  forEachDialect('of a move', (harness) => {
    test('are rows of the policy table that are soft-deleted from birth, one a group', async () => {
      const databases = await createDeployment(harness);
      const added = await databases.cell.addGroups(UUIDS.map((uuid) => ({ uuid })));
      const { runId } = await move(databases);
      const digests = new Map(
        (await databases.api.rows('cellbridge_receipts')).map((row) => [
          row.group_uuid,
          row.digest,
        ]),
      );
      const receipts = await databases.cell.receipts();
      expect(
        receipts.map(({ group_id, deleted, policy }) => ({ group_id, deleted, policy })),
      ).toEqual(
        added.map(({ id, uuid }) => ({
          group_id: id,
          deleted: id,
          policy: `cellbridge:moved:${databases.cell.uuid}:${runId}:${digests.get(uuid)}`,
        })),
      );
    });
  });
});
