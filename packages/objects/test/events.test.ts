import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  CellbridgeError,
  type DeploymentOptions,
  InstanceGroup,
  type InstanceGroupEvent,
  InstanceGroupList,
} from '../src/index.js';
import { createMixed, nameOf, open, PLACES, type Place, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const OTHER = '5e0f0000-0000-4000-8000-00000000000b';

const FAILURE = new Error('No queue.');
const thrown = () => {
  throw FAILURE;
};

forEachDialect('Events', (harness) => {
  const locationIn = ({ cell }: TestDeployment, where: Place) =>
    where === 'before the move' ? { database: 'cell', cellUuid: cell.uuid } : { database: 'api' };

  test.each(PLACES)('report the change, its user, and the group afterwards, %s', async (where) => {
    const databases = await createMixed(harness);
    await place(databases, where, { uuid: UUID, name: 'old', projectId: 'shop' });
    const events: InstanceGroupEvent[] = [];
    await using deployment = await open(databases, { onEvent: (event) => events.push(event) });
    const context = deployment.context({ userId: 'alice', projectId: 'shop' });

    const group = await InstanceGroup.getByUuid(context, UUID);
    const { createdAt } = group;
    await InstanceGroup.addMembers(context, UUID, ['m1', 'm2', 'm1']);
    await InstanceGroup.removeMembers(context, UUID, ['m2', 'unknown']);
    await InstanceGroup.removeMembers(context, UUID, ['m2']);
    await group.save();
    group.name = 'new';
    group.members = ['m3'];
    await group.save();
    await InstanceGroup.destroyMembersBulk(context, ['m3', 'unknown']);
    await group.destroy();
    const created = await InstanceGroup.create(context, { name: 'another' });

    const who = { userId: 'alice', projectId: 'shop' };
    const of = (name: string, ...members: string[]) => ({
      groupUuid: UUID,
      group: {
        uuid: UUID,
        name,
        projectId: 'shop',
        userId: 'user',
        policy: 'anti-affinity',
        policies: ['anti-affinity'],
        rules: {},
        members,
        createdAt,
        updatedAt: name === 'old' ? null : group.updatedAt,
        location: locationIn(databases, where),
      },
      ...who,
    });
    expect(events).toEqual([
      { type: 'add_member', instanceUuids: ['m1', 'm2'], ...of('old', 'm1', 'm2') },
      { type: 'remove_member', instanceUuids: ['m2'], ...of('old', 'm1') },
      { type: 'update', changed: ['name', 'members'], ...of('new', 'm1', 'm3') },
      { type: 'remove_member', instanceUuids: ['m3'], ...of('new', 'm1') },
      { type: 'delete', ...of('new', 'm1') },
      { type: 'create', groupUuid: created.uuid, group: created.toJSON(), ...who },
    ]);
  });

  test.each(PLACES)(
    'are sent once for each group that loses deleted instances, %s',
    async (where) => {
      const databases = await createMixed(harness);
      await place(databases, where, { uuid: UUID, projectId: 'shop', members: ['m1', 'm2', 'm3'] });
      await place(databases, 'after the move', { uuid: OTHER, members: ['m2', 'm4'] }, 1);
      // A writer that does not know of the move has added this one in the cell.
      await databases.cells[1]?.raw.query(
        "INSERT INTO instance_group_member (group_id, instance_id, deleted) SELECT id, 'm5', 0 FROM instance_groups",
      );
      const events: InstanceGroupEvent[] = [];
      await using deployment = await open(databases, { onEvent: (event) => events.push(event) });

      const deleted = ['m1', 'm2', 'm5', 'unknown'];
      expect(await InstanceGroup.destroyMembersBulk(deployment.adminContext(), deleted)).toBe(4);
      const told = events.map(({ type, group, instanceUuids = [] }) => {
        const { uuid, members, location } = group;
        return { type, uuid, left: members, location, lost: [...instanceUuids].sort() };
      });
      expect(told.sort((left, right) => (left.uuid < right.uuid ? -1 : 1))).toEqual([
        {
          type: 'remove_member',
          uuid: UUID,
          left: ['m3'],
          location: locationIn(databases, where),
          lost: ['m1', 'm2'],
        },
        {
          type: 'remove_member',
          uuid: OTHER,
          left: ['m4'],
          location: { database: 'api' },
          lost: ['m2', 'm5'],
        },
      ]);
    },
  );

  test('are sent after instances were removed everywhere, even if the handler throws', async () => {
    const databases = await createMixed(harness);
    for (const cell of databases.cells) {
      await cell.addGroups([{ uuid: cell.uuid, members: ['m1'] }]);
    }
    await databases.api.addGroups([{ uuid: UUID, members: ['m1'] }]);
    await using deployment = await open(databases, {
      onEvent: () => {
        throw new Error('The bus is down.');
      },
    });
    const admin = deployment.adminContext();
    await InstanceGroup.destroyMembersBulk(admin, ['m1']).catch(() => {});
    const groups = await InstanceGroupList.getAll(admin);
    expect(groups.map(({ members }) => members)).toEqual([[], [], []]);
  });

  test('are sent for the databases that were written before one failed', async () => {
    const databases = await createMixed(harness);
    await databases.cells[0]?.addGroups([{ uuid: UUID, members: ['m1'] }]);
    await databases.api.addGroups([{ uuid: OTHER, members: ['m1'] }]);
    const events: InstanceGroupEvent[] = [];
    await using deployment = await open(databases, {
      onEvent: (event) => events.push(event),
      database: {
        intercept: async ({ text, database }) => {
          const isApi = nameOf(database) === nameOf(databases.api.url);
          if (isApi && /^\s*delete/i.test(text)) throw new Error('The API database is gone.');
        },
      },
    });
    const removed = InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['m1']);
    await expect(removed).rejects.toThrow(CellbridgeError);
    expect(events.map(({ groupUuid }) => groupUuid)).toEqual([UUID]);
  });

  test.each<[how: string, onEvent: () => unknown]>([
    ['throws', () => thrown()],
    ['rejects', async () => thrown()],
  ])('delay nobody if the listener %s: each failure is reported once', async (_, onEvent) => {
    const databases = await createMixed(harness);
    const reported: [error: unknown, type: string][] = [];
    await using deployment = await open(databases, {
      onEvent,
      onEventError: (error, { type }) => reported.push([error, type]),
    });
    const group = await InstanceGroup.create(deployment.adminContext(), { uuid: UUID });
    await group.destroy();
    await setImmediate();
    expect(reported).toEqual([
      [FAILURE, 'create'],
      [FAILURE, 'delete'],
    ]);
  });

  const deaf = async () => {
    throw new Error('No pager.');
  };
  const told = 'onEvent has failed, and nothing else with it: No queue.';
  type Listeners = Pick<DeploymentOptions, 'onEvent' | 'onEventError'>;
  test.each<[who: string, listeners: Listeners, message: string]>([
    ['nobody is told', { onEvent: async () => thrown() }, told],
    [
      'who is told fails too',
      { onEvent: thrown, onEventError: deaf },
      `${told} (and whoever is told of it has failed, too: No pager.)`,
    ],
  ])('warn about a failed listener if %s', async (_, listeners, message) => {
    const databases = await createMixed(harness);
    await using deployment = await open(databases, listeners);
    const warned = once(process, 'warning');
    await InstanceGroup.create(deployment.adminContext(), { uuid: UUID });
    expect(await warned).toMatchObject([
      {
        name: 'CellbridgeWarning',
        code: 'CELLBRIDGE_LISTENER',
        message,
        cause: FAILURE,
      },
    ]);
  });

  test('are not sent for refused calls', async () => {
    const databases = await createMixed(harness);
    await place(databases, 'before the move', { uuid: UUID });
    const events: InstanceGroupEvent[] = [];
    await using deployment = await open(databases, { onEvent: (event) => events.push(event) });
    const stranger = deployment.context({ userId: 'eve', projectId: 'other' });
    const admin = deployment.adminContext();
    const group = await InstanceGroup.getByUuid(admin, UUID);
    group.rules = { max_server_per_host: 1 };
    await databases.api.addGroups([{ uuid: OTHER }]);
    const destroyed = await InstanceGroup.getByUuid(admin, OTHER);
    await databases.api.raw.query('DELETE FROM instance_group_policy');
    await databases.api.raw.query('DELETE FROM instance_groups');
    const calls = [
      () => InstanceGroup.addMembers(stranger, UUID, ['m1']),
      () => InstanceGroup.removeMembers(stranger, UUID, ['m1']),
      () => InstanceGroup.create(admin, { uuid: UUID }),
      () => group.save(),
      () => destroyed.destroy(),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow();
    await InstanceGroup.destroyMembersBulk(stranger, ['m1']);
    expect(events).toEqual([]);
  });
});
