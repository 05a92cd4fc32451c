import { InstanceGroup, InstanceGroupList, InstanceGroupNotFoundError } from '@cellbridge/objects';
import {
  createDeployment,
  forEachConnection,
  forEachDialect,
  type RawDatabase,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { move, openDeployment } from './support/move.js';

const uuidOf = (number: number) => `5e0f0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

forEachConnection('The move of groups out of the ordinary', (harness) => {
  test('NULL name, project, user, policy, member and time stamp; an empty group', async () => {
    const databases = await createDeployment(harness);
    const nothing = { name: null, projectId: null, userId: null, createdAt: null };
    await databases.cell.addGroups([
      { uuid: uuidOf(1), ...nothing, policies: [null], members: [null] },
      { uuid: uuidOf(2), policies: [null, 'affinity'], members: ['a', null, 'b'] },
      { uuid: uuidOf(3), policies: [], members: [] },
    ]);
    await expectAllMoved(databases, 3);
    expect(await databases.api.groups()).toMatchObject([
      { ...nothing, policies: [], members: [] },
      { policies: ['affinity'], members: ['a', 'b'] },
      { policies: [], members: [] },
    ]);
  });

  test('two groups of one name, and an instance in two groups', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const [index, cell] of databases.cells.entries()) {
      const createdAt = `2024-01-0${2 - index} 00:00:00.000000`;
      await cell.addGroups([{ uuid: uuidOf(index), name: 'web', members: ['a'], createdAt }]);
    }
    await expectAllMoved(databases, 2);
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    const oldest = { uuid: uuidOf(1) };
    expect(await InstanceGroup.getByName(context, 'web')).toMatchObject(oldest);
    expect(await InstanceGroup.getByInstanceUuid(context, 'a')).toMatchObject(oldest);
    await InstanceGroup.destroyMembersBulk(context, ['a']);
    const groups = await InstanceGroupList.getAll(context);
    expect(groups.map(({ members }) => members)).toEqual([[], []]);
  });

  test('soft-deleted and recreated uuids: the live row moves, and no other ever', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [first, second] = databases.cells;
    const uuid = uuidOf(1);
    const old = { uuid, name: 'old', members: ['old'], deleted: true };
    await first?.addGroups([old, old]);
    await first?.addGroups([{ uuid, name: 'new', members: ['new'] }]);
    await second?.addGroups([old]);
    await expectAllMoved(databases, 1);
    expect(await databases.api.groups()).toMatchObject([{ uuid, name: 'new', members: ['new'] }]);
    await using deployment = await openDeployment(databases);
    await (await InstanceGroup.getByUuid(deployment.adminContext(), uuid)).destroy();
    await expectAllMoved(databases, 0);
    expect(await databases.api.groups()).toEqual([]);
  });

  test('orphan policies and members never move, and nobody sees or counts them', async () => {
    const databases = await createDeployment(harness);
    const { raw } = databases.cell;
    const [gone] = await databases.cell.addGroups([{ deleted: true }]);
    await dropForeignKeys(raw);
    for (const groupId of [gone?.id ?? 0, 987_654]) {
      await addMemberByHand(databases.cell, groupId, 'orphan');
      const columns = '(deleted, group_id, policy)';
      await raw.query(
        `INSERT INTO instance_group_policy ${columns} VALUES (0, ?, 'affinity')`,
        groupId,
      );
    }
    const before = await databases.cell.content();
    await using deployment = await openDeployment(databases, { fallback: 'always' });
    const context = deployment.adminContext();
    for (const _when of ['before the move', 'after it']) {
      const reading = InstanceGroup.getByInstanceUuid(context, 'orphan');
      await expect(reading).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
      expect(await InstanceGroupList.getAll(context)).toHaveLength(0);
      expect(await move(databases)).toMatchObject({
        outcome: 'complete',
        migrations: [{ total: 0, found: 0, done: 0 }],
      });
    }
    expect(await databases.cell.content()).toEqual(before);
    expect((await databases.api.content()).instance_group_member).toEqual([]);
  });

  test('a group of 100,000 members', async () => {
    const databases = await createDeployment(harness);
    const members = Array.from({ length: 100_000 }, (_, index) => `member-${index}`);
    await databases.cell.addGroups([{ uuid: uuidOf(1), members }, {}]);
    const before = await databases.cell.liveGroups();
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    expect(await InstanceGroup.addMembers(context, uuidOf(1), ['member-7'])).toHaveLength(100_000);
    await expectAllMoved(databases, 2);
    expect(await databases.api.groups()).toEqual(before);
  });

  test('deleting an instance removes its membership wherever it lives', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [first, second] = databases.cells;
    const [moved] = (await first?.addGroups([{ uuid: uuidOf(1), members: ['a', 'b'] }])) ?? [];
    await expectAllMoved(databases, 1);
    await second?.addGroups([{ uuid: uuidOf(2), members: ['a', 'b'] }]);
    // Left by an old writer: it would follow its group.
    await addMemberByHand(databases.cell, moved?.id ?? 0, 'a');
    await using deployment = await openDeployment(databases, { fallback: 'always' });
    await InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['a']);
    await expectAllMoved(databases, 1);
    const groups = await databases.api.groups();
    expect(groups.map(({ members }) => members)).toEqual([['b'], ['b']]);
  });
});

forEachDialect('Paging by marker while groups move', (harness) => {
  test.each([1, 2, 3, 7])('%i a page repeats and skips nothing', async (limit) => {
    const databases = await createDeployment(harness, { cells: ['sqlite', 'postgresql'] });
    const uuids = Array.from({ length: 24 }, (_, index) => uuidOf(index));
    for (const [index, cell] of databases.cells.entries()) {
      // The ids in the opposite order, so that groups move behind the marker and before it.
      const own = uuids.filter((_, number) => number % 2 === index).reverse();
      await cell.addGroups(own.map((uuid) => ({ uuid })));
    }
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    const listed: string[] = [];
    for (;;) {
      const groups = await InstanceGroupList.getAll(context, { limit, marker: listed.at(-1) });
      if (groups.length === 0) break;
      listed.push(...groups.map(({ uuid }) => uuid));
      await move(databases, { maxCount: limit });
    }
    expect(listed).toEqual(uuids);
  });
});

/** That a run moves so many groups, and leaves nothing behind that a verification would find. */
async function expectAllMoved(databases: TestDeployment, count: number): Promise<void> {
  expect(await move(databases)).toMatchObject({
    outcome: 'complete',
    migrations: [{ total: count, found: count, done: count, remaining: 0, quarantined: 0 }],
  });
  for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
  await using deployment = await openDeployment(databases);
  expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
}

async function dropForeignKeys(raw: RawDatabase): Promise<void> {
  await raw.dropForeignKey('instance_group_policy');
  await raw.dropForeignKey('instance_group_member');
}
