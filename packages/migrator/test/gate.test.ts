import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { migrationStatus, proveEarlierMoves, verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { move, openDeployment, runMove } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';

forEachDialect('The gate', (harness) => {
  const status = async (databases: TestDeployment) => {
    await using deployment = await openDeployment(databases);
    return await migrationStatus(deployment);
  };

  test('opens when both sides prove the same, and orphans of Nova are no obstacle', async () => {
    const databases = await createDeployment(harness);
    const [orphaned] = await databases.cell.addGroups([{ deleted: true }, { members: ['a'] }]);
    await addMemberByHand(databases.cell, orphaned?.id ?? 0, 'orphan');
    expect(await status(databases)).toMatchObject({ ready: false });
    await move(databases);
    expect(await status(databases)).toMatchObject({
      ready: true,
      cells: [{ state: 'complete', remaining: 0, stranded: 0, oneSided: [] }],
    });
  });

  test('is closed where a member is stranded, and opens when a run has adopted it', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    expect(await status(databases)).toMatchObject({ ready: false, cells: [{ stranded: 1 }] });
    await move(databases);
    expect(await status(databases)).toMatchObject({ ready: true });
    expect(await databases.api.groups()).toMatchObject([{ members: ['a', 'late'] }]);
  });

  test('is closed without a cell', async () => {
    const databases = await createDeployment(harness);
    await databases.api.raw.query('DELETE FROM cell_mappings');
    expect(await status(databases)).toMatchObject({ cells: [], ready: false });
  });

  test('names groups of which the API database or the cell has lost the proof', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    const named = (missing: string) => ({
      ready: false,
      cells: [{ oneSided: [{ groupUuid: UUID, cellGroupId: added?.id, missing }] }],
    });
    await move(databases);
    const { raw } = databases.cell;
    await raw.query(`DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'`);
    expect(await status(databases)).toMatchObject(named('proof'));
    await using deployment = await openDeployment(databases);
    await proveEarlierMoves(deployment, deployment.cell(databases.cell.uuid));
    expect(await status(databases)).toMatchObject({ ready: true });
    await databases.api.raw.query('DELETE FROM cellbridge_receipts');
    expect(await status(databases)).toMatchObject(named('receipt'));
    for (const table of ['instance_group_policy', 'instance_group_member', 'instance_groups']) {
      await databases.api.raw.query(`DELETE FROM ${table}`);
    }
    expect(await status(databases)).toMatchObject(named('group'));
  });
});

forEachDialect('A run that moved its last group', (harness) => {
  test('looks for stranded rows before it calls the cell complete, also at its limit', async () => {
    const databases = await createDeployment(harness);
    const [first] = await databases.cell.addGroups([{ members: ['a'] }, { members: ['b'] }]);
    await move(databases, { maxCount: 1 });
    await addMemberByHand(databases.cell, first?.id ?? 0, 'late');
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment, { maxCount: 1 })).toMatchObject({ outcome: 'more' });
    const [progress] = await databases.api.rows('cellbridge_progress');
    expect(progress).toMatchObject({ state: 'complete' });
    const live = await databases.cell.raw.query(
      'SELECT id FROM instance_group_member WHERE deleted = 0',
    );
    expect(live).toEqual([]);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('gives a stranded policy to a group that has none, and names one that differs', async () => {
    const databases = await createDeployment(harness);
    const added = await databases.cell.addGroups([
      { policies: [] },
      { policies: ['affinity'] },
      { policies: ['affinity'] },
    ]);
    await move(databases);
    const strand = (index: number, policy: string) =>
      databases.cell.raw.query(
        `INSERT INTO instance_group_policy (created_at, deleted, group_id, policy)
         VALUES ('2024-01-02 03:04:05', 0, ?, ?)`,
        added[index]?.id ?? 0,
        policy,
      );
    await strand(0, 'anti-affinity');
    await strand(1, 'affinity');
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    const policies = new Map(
      (await databases.api.groups()).map((group) => [group.uuid, group.policies]),
    );
    expect(policies.get(added[0]?.uuid ?? '')).toEqual(['anti-affinity']);
    expect(policies.get(added[1]?.uuid ?? '')).toEqual(['affinity']);
    await strand(2, 'anti-affinity');
    const report = await move(databases);
    expect(report).toMatchObject({ outcome: 'failed' });
    expect(String(report.migrations[0]?.error)).toContain('1 live policy rows');
  });
});
