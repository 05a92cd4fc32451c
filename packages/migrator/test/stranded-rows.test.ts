import { InstanceGroup } from '@cellbridge/objects';
import {
  type CellDatabase,
  createDeployment,
  dropConnection,
  forEachDialect,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { migrationStatus, verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { afterStranded } from './support/after-stranded.js';
import { move, openDeployment, runMove } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';

async function addPolicyByHand({ raw }: CellDatabase, groupId: number): Promise<void> {
  await raw.query(
    `INSERT INTO instance_group_policy (created_at, deleted, group_id, policy)
     VALUES ('2024-01-02 03:04:05.678901', 0, ?, 'affinity')`,
    groupId,
  );
}

forEachDialect('A row that an old writer adds under a group that has moved', (harness) => {
  test('follows it from the cell in which a second row of its uuid was absorbed', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const ids: number[] = [];
    for (const cell of databases.cells) {
      const [added] = await cell.addGroups([{ uuid: UUID, members: ['a'] }]);
      ids.push(added?.id ?? 0);
    }
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    for (const [index, cell] of databases.cells.entries()) {
      await addMemberByHand(cell, ids[index] ?? 0, `late${index}`);
    }
    await using deployment = await openDeployment(databases);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect([...group.members].sort()).toEqual(['a', 'late0', 'late1']);
    expect(await verifyDeployment(deployment)).toMatchObject({ findings: [] });
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
  });

  test('gives no policy to another group that took its uuid meanwhile', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID }]);
    await move(databases);
    await addPolicyByHand(databases.cell, added?.id ?? 0);
    await using other = await openDeployment(databases);
    const context = other.adminContext();
    const isReplaced = { at: '' };
    const intercept = afterStranded('policy', async (text) => {
      isReplaced.at = text;
      await (await InstanceGroup.getByUuid(context, UUID)).destroy();
      await InstanceGroup.create(context, { uuid: UUID, projectId: 'other', userId: 'u' });
    });
    await using deployment = await openDeployment(databases, { database: { intercept } });
    await runMove(deployment);
    expect(isReplaced.at).toMatch(/^begin/);
    expect(await InstanceGroup.getByUuid(context, UUID)).toMatchObject({ policies: [] });
  });

  test('gives it a policy once, though its user has removed that after a crash', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, policies: [] }]);
    await move(databases);
    await addPolicyByHand(databases.cell, added?.id ?? 0);
    const intercept = dropConnection(({ text }) =>
      text.startsWith('update "instance_group_policy"'),
    );
    {
      await using deployment = await openDeployment(databases, { database: { intercept } });
      await runMove(deployment);
    }
    await using deployment = await openDeployment(databases);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(group.policies).toEqual(['affinity']);
    group.policies = [];
    await group.save();
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    await group.refresh();
    expect(group.policies).toEqual([]);
  });
});
