import { InstanceGroup } from '@cellbridge/objects';
import { forEachDialect } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { addGroups, createDatabases, type Send, STAGES, start } from './support/service.js';

const GROUP = '5e0f0000-0000-4000-8000-000000000001';
const memberOf = (number: number) => `1a570000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const create = (send: Send) =>
  send('POST /', {
    version: '2.64',
    body: {
      server_group: {
        name: 'web',
        policy: 'anti-affinity',
        // So that the service asks for old compute services, between its two counts.
        rules: { max_server_per_host: 2 },
      },
    },
  });
const tooMany = {
  status: 403,
  body: { forbidden: { code: 403, message: 'Quota exceeded, too many server groups.' } },
};

forEachDialect('The quota of server groups', (harness) => {
  describe.each(STAGES)('%s the move', (stage) => {
    test('counts the groups of the project wherever they are', async () => {
      const databases = await createDatabases(harness);
      const group = { projectId: 'shop', userId: 'alice' };
      await addGroups(databases, stage, [group, group, { ...group, projectId: 'bank' }]);
      await using service = await start(databases, { quota: { serverGroups: 3 } });
      const alice = service.as('alice', 'shop');
      const { status, body } = await create(alice);
      expect(status).toBe(200);
      expect(await create(alice)).toMatchObject(tooMany);
      expect(await create(service.as('bob', 'shop')), 'of the same project').toMatchObject(tooMany);
      expect((await create(service.as('alice', 'bank'))).status, 'of another').toBe(200);
      expect((await alice(`DELETE /${body.server_group.id}`)).status).toBe(204);
      expect((await create(alice)).status, 'once there is room').toBe(200);
    });
  });

  test.each([
    ['0 lets nobody create one', 0, 403],
    ['-1 is no limit', -1, 200],
  ])('%s', async (_, serverGroups, status) => {
    await using service = await start(await createDatabases(harness), { quota: { serverGroups } });
    const answers = [];
    for (const _ of Array(11)) answers.push((await create(service.as('alice', 'shop'))).status);
    expect(answers).toEqual(Array(11).fill(status));
  });

  test('is ten by default', async () => {
    await using service = await start(await createDatabases(harness));
    const answers = [];
    for (const _ of Array(11)) answers.push((await create(service.as('alice', 'shop'))).status);
    expect(answers).toEqual([...Array(10).fill(200), 403]);
  });

  test.each([
    ['is counted again, and what is too many goes', true, 403, 1],
    ['is not counted again where that is off', false, 200, 2],
  ])('%s, when another takes the room meanwhile', async (_, recheck, status, left) => {
    const another: { create: () => Promise<unknown> } = { create: async () => undefined };
    await using service = await start(await createDatabases(harness), {
      quota: { serverGroups: 1, recheck },
      hasOldComputes: async () => {
        await another.create();
        return false;
      },
    });
    const context = service.deployment.context({ userId: 'bob', projectId: 'shop' });
    another.create = () => InstanceGroup.create(context, { name: 'meanwhile' });
    const alice = service.as('alice', 'shop');
    expect((await create(alice)).status).toBe(status);
    expect((await alice('GET /')).body.server_groups).toHaveLength(left);
  });
});

forEachDialect('The quota of server group members', (harness) => {
  const path = `PUT /${GROUP}/members`;

  describe.each(STAGES)('%s the move', (stage) => {
    test('counts the members of the user that are mapped', async () => {
      const databases = await createDatabases(harness);
      await addGroups(databases, stage, [
        { uuid: GROUP, projectId: 'shop', members: [1, 2, 3].map(memberOf) },
      ]);
      const cellUuid = databases.cell.uuid;
      await databases.api.addInstanceMappings([
        { instanceUuid: memberOf(1), cellUuid, userId: 'alice' },
        { instanceUuid: memberOf(2), cellUuid, userId: 'alice', queuedForDelete: true },
        { instanceUuid: memberOf(3), cellUuid, userId: 'bob' },
        { instanceUuid: memberOf(4), cellUuid: null, userId: 'alice' },
        { instanceUuid: memberOf(5), cellUuid: null, userId: 'alice' },
      ]);
      await using service = await start(databases, { quota: { serverGroupMembers: 2 } });
      const alice = service.as('alice', 'shop');
      expect(await alice(`${path}/${memberOf(4)}`)).toMatchObject({
        status: 200,
        body: { members: expect.arrayContaining([1, 2, 3, 4].map(memberOf)) },
      });
      expect(await alice(`${path}/${memberOf(5)}`)).toMatchObject({
        status: 403,
        body: { forbidden: { message: 'Quota exceeded, too many servers in group' } },
      });
      expect((await service.as('bob', 'shop')(`${path}/${memberOf(6)}`)).status).toBe(200);
      const group = await InstanceGroup.getByUuid(service.deployment.adminContext(), GROUP);
      expect(group.members.sort()).toEqual([1, 2, 3, 4, 6].map(memberOf));
    });
  });

  test.each([
    ['is counted again, and what is too many goes', true, 403, [1, 3]],
    ['is not counted again where that is off', false, 200, [1, 2, 3]],
  ])('%s, when another takes the room meanwhile', async (_, recheck, status, left) => {
    const databases = await createDatabases(harness);
    await databases.api.addGroups([{ uuid: GROUP, projectId: 'shop', members: [memberOf(3)] }]);
    await databases.api.addInstanceMappings(
      [1, 2].map((number) => {
        return { instanceUuid: memberOf(number), cellUuid: null, userId: 'alice' };
      }),
    );
    const another: { add?: () => Promise<unknown> } = {};
    await using service = await start(databases, {
      quota: { serverGroupMembers: 1, recheck },
      deployment: {
        database: {
          // The group was read, and is about to be counted.
          intercept: async ({ text }) => {
            if (!text.includes('instance_mappings')) return;
            const { add } = another;
            delete another.add;
            await add?.();
          },
        },
      },
    });
    const { raw } = databases.api;
    another.add = () =>
      raw.query(
        'INSERT INTO instance_group_member (group_id, instance_uuid) SELECT id, ? FROM instance_groups',
        memberOf(1),
      );
    const alice = service.as('alice', 'shop');
    expect((await alice(`${path}/${memberOf(2)}`)).status).toBe(status);
    const group = await InstanceGroup.getByUuid(service.deployment.adminContext(), GROUP);
    expect(group.members.sort()).toEqual(left.map(memberOf));
  });

  test('takes no server away that was a member before', async () => {
    const databases = await createDatabases(harness);
    const others: string[] = [];
    await databases.api.addGroups([{ uuid: GROUP, projectId: 'shop', members: [memberOf(2)] }]);
    await databases.api.addInstanceMappings(
      [1, 2, 3].map((number) => {
        return { instanceUuid: memberOf(number), cellUuid: null, userId: 'alice' };
      }),
    );
    await using service = await start(databases, {
      quota: { serverGroupMembers: 2 },
      deployment: {
        database: {
          // Others take the room after the group was read, and before it is counted.
          intercept: async ({ text }) => {
            if (!text.includes('instance_mappings')) return;
            for (const uuid of others.splice(0)) {
              await databases.api.raw.query(
                'INSERT INTO instance_group_member (group_id, instance_uuid) SELECT id, ? FROM instance_groups',
                uuid,
              );
            }
          },
        },
      },
    });
    others.push(memberOf(1), memberOf(3));
    const { status } = await service.as('alice', 'shop')(`${path}/${memberOf(2)}`);
    expect(status).toBe(200);
    const group = await InstanceGroup.getByUuid(service.deployment.adminContext(), GROUP);
    expect(group.members).toContain(memberOf(2));
  });

  test('gets room when servers are gone for good: an admin has them forgotten', async () => {
    const databases = await createDatabases(harness);
    await addGroups(databases, 'during', [
      { uuid: GROUP, members: [1, 2].map(memberOf) },
      { members: [2, 3].map(memberOf) },
    ]);
    await using service = await start(databases);
    const body = { servers: [2, 3, 4].map(memberOf) };
    const admin = service.as('root', 'bank', 'admin');
    expect((await service.as('alice', 'shop')('POST /forget-servers', { body })).status).toBe(403);
    expect(await admin('POST /forget-servers', { body })).toMatchObject({ body: { removed: 3 } });
    const group = await InstanceGroup.getByUuid(service.deployment.adminContext(), GROUP);
    expect(group.members).toEqual([memberOf(1)]);
  });
});
