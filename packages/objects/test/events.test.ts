import { forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup, type InstanceGroupEvent } from '../src/index.js';
import { createMixed, open, PLACES, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const OTHER = '5e0f0000-0000-4000-8000-00000000000b';

forEachDialect('Events', (harness) => {
  test.each(PLACES)('say what was written, by whom, %s', async (where) => {
    const databases = await createMixed(harness);
    await place(databases, where, { uuid: UUID, projectId: 'shop' });
    const events: InstanceGroupEvent[] = [];
    await using deployment = await open(databases, { onEvent: (event) => events.push(event) });
    const context = deployment.context({ userId: 'alice', projectId: 'shop' });
    const who = { userId: 'alice', projectId: 'shop' };

    const group = await InstanceGroup.getByUuid(context, UUID);
    await InstanceGroup.addMembers(context, UUID, ['m1', 'm2', 'm1']);
    await InstanceGroup.removeMembers(context, UUID, ['m2']);
    await group.save();
    group.name = 'new';
    group.members = ['m3'];
    await group.save();
    await group.destroy();
    const created = await InstanceGroup.create(context, { name: 'another' });

    expect(events).toEqual([
      { type: 'add_member', groupUuid: UUID, instanceUuids: ['m1', 'm2'], ...who },
      { type: 'update', groupUuid: UUID, changed: ['name', 'members'], ...who },
      { type: 'delete', groupUuid: UUID, ...who },
      { type: 'create', groupUuid: created.uuid, ...who },
    ]);
  });

  test('are not sent for what was refused', async () => {
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
      () => InstanceGroup.create(admin, { uuid: UUID }),
      () => group.save(),
      () => destroyed.destroy(),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow();
    expect(events).toEqual([]);
  });
});
