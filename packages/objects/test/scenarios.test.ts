import { forEachConnection } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup, InstanceGroupList } from '../src/index.js';
import { createMixed, open, PLACES, place } from './support/mixed.js';

const uuidOf = (number: number) => `5e0f0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

forEachConnection('An unusual group', (harness) => {
  test.each(PLACES.slice(0, 2))('a group of 100,000 members, %s', async (where) => {
    const databases = await createMixed(harness);
    const members = Array.from({ length: 100_000 }, (_, index) => `member-${index}`);
    const cell = databases.cells.findIndex(({ raw }) => raw.dialect === harness.dialect);
    await place(databases, where, { uuid: uuidOf(1), members }, cell);
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const group = await InstanceGroup.getByUuid(context, uuidOf(1));
    expect(group.members).toHaveLength(100_000);
    const added = await InstanceGroup.addMembers(context, group.uuid, ['member-0', 'new']);
    expect(added).toHaveLength(100_001);
    group.members = [...members.slice(50_000), ...members.map((member) => `new-${member}`)];
    await group.save();
    expect(new Set(group.members).size, 'with the one that was added meanwhile').toBe(150_001);
    expect(await group.getHosts()).toEqual([]);
    await InstanceGroup.removeMembers(context, group.uuid, members);
    const [listed] = await InstanceGroupList.getAll(context);
    expect(listed?.members).toHaveLength(100_001);
    await group.refresh();
    expect(group.members).toHaveLength(100_001);
  });

  test('a group is created with 100,000 members', async () => {
    await using deployment = await open(await createMixed(harness));
    const members = Array.from({ length: 100_000 }, (_, index) => `member-${index}`);
    const context = deployment.adminContext();
    const { uuid } = await InstanceGroup.create(context, { policy: 'affinity', members });
    expect((await InstanceGroup.getByUuid(context, uuid)).members).toHaveLength(100_000);
  });

  test.each(PLACES)('NULL name, project, user, policy; an empty group, %s', async (where) => {
    const databases = await createMixed(harness);
    const nothing = {
      name: null,
      projectId: null,
      userId: null,
      policies: [null],
      members: [null],
    };
    await place(databases, where, { uuid: uuidOf(1), ...nothing, createdAt: null });
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const group = await InstanceGroup.getByUuid(context, uuidOf(1));
    expect(group).toMatchObject({
      name: null,
      projectId: null,
      userId: null,
      policy: null,
      policies: [],
      members: [],
      createdAt: null,
    });
    expect(await InstanceGroup.addMembers(context, group.uuid, ['m1'])).toEqual(['m1']);
    expect(await InstanceGroupList.getAll(context)).toHaveLength(1);
    const counts = await InstanceGroupList.getCounts(context, 'project', 'user');
    expect(counts).toEqual({ project: { serverGroups: 0 }, user: { serverGroups: 0 } });
  });

  test('two groups with one name: finds the one in the API database, else the oldest', async () => {
    const databases = await createMixed(harness);
    const old = { uuid: uuidOf(1), name: 'web', createdAt: '2024-01-01 00:00:00.000000' };
    const young = { uuid: uuidOf(2), name: 'web', createdAt: '2024-01-02 00:00:00.000000' };
    await place(databases, 'before the move', young, 0);
    await place(databases, 'before the move', old, 1);
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    expect((await InstanceGroup.getByName(context, 'web')).uuid).toBe(old.uuid);
    await databases.api.addGroups([{ uuid: uuidOf(3), name: 'web' }]);
    expect((await InstanceGroup.getByName(context, 'web')).uuid).toBe(uuidOf(3));
  });

  test('an instance in two groups: deleting it removes its memberships everywhere', async () => {
    const databases = await createMixed(harness);
    const members = ['shared', 'own'];
    for (const [index, where] of PLACES.entries()) {
      await place(databases, where, { uuid: uuidOf(index), members }, 0);
      await place(databases, where, { uuid: uuidOf(index + 10), members }, 1);
    }
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    await InstanceGroup.destroyMembersBulk(context, ['shared']);
    const groups = await InstanceGroupList.getAll(context);
    expect(groups.map((group) => group.members)).toEqual(Array(6).fill(['own']));
  });

  test('soft-deleted and recreated uuids in one cell: only the live row counts', async () => {
    const databases = await createMixed(harness);
    await databases.cell.addGroups([
      { uuid: uuidOf(1), name: 'old', members: ['m1'], deleted: true },
    ]);
    await databases.cell.addGroups([{ uuid: uuidOf(1), name: 'new', members: ['m2'] }]);
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    expect(await InstanceGroup.getByUuid(context, uuidOf(1))).toMatchObject({
      name: 'new',
      members: ['m2'],
    });
    await InstanceGroup.addMembers(context, uuidOf(1), ['m1']);
    const rows = await databases.cell.rows('instance_group_member');
    expect(rows.filter(({ deleted }) => deleted === 0)).toHaveLength(2);
  });
});
