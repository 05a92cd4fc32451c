import { createDeployment, type TestDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  InstanceGroup,
  InstanceGroupExistsError,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const MEMBERS = ['m1', 'm2', 'm3'];

/** Only SQLite can hold this: bytes in a text column, which read as the text that they hold. */
describe.each(['api', 'cell'] as const)('Values stored as bytes on sqlite, %s', (place) => {
  const harness = useHarness('sqlite');

  const filled = async (): Promise<TestDeployment> => {
    const databases = await createDeployment(harness);
    const { raw } = databases[place];
    await databases[place].addGroups([{ uuid: UUID, name: 'web', members: MEMBERS }]);
    const member = place === 'api' ? 'instance_uuid' : 'instance_id';
    await raw.query('UPDATE instance_groups SET uuid = cast(uuid as blob)');
    await raw.query('UPDATE instance_groups SET name = cast(name as blob)');
    await raw.query(`UPDATE instance_group_member SET ${member} = cast(${member} as blob)`);
    return databases;
  };

  test('are found by the text that they hold', async () => {
    await using deployment = await open(await filled());
    const context = deployment.adminContext();
    const [listed] = await InstanceGroupList.getAll(context);
    expect(listed).toMatchObject({ uuid: UUID, name: 'web', members: MEMBERS });
    for (const asked of [UUID, UUID.toUpperCase(), `{${UUID}}`]) {
      expect((await InstanceGroup.getByUuid(context, asked)).uuid).toBe(UUID);
    }
    expect((await InstanceGroup.getByName(context, 'web')).uuid).toBe(UUID);
    expect((await InstanceGroup.getByInstanceUuid(context, 'm2')).uuid).toBe(UUID);
    const create = InstanceGroup.create(context, { uuid: UUID });
    await expect(create).rejects.toThrow(InstanceGroupExistsError);
  });

  test('can be added to, removed, saved and destroyed', async () => {
    await using deployment = await open(await filled());
    const context = deployment.adminContext();
    expect(await InstanceGroup.addMembers(context, UUID, ['m1', 'm4'])).toEqual([...MEMBERS, 'm4']);
    await InstanceGroup.removeMembers(context, UUID, ['m1']);
    expect(await InstanceGroup.destroyMembersBulk(context, ['m2', 'unknown'])).toBe(1);
    const group = await InstanceGroup.getByUuid(context, UUID);
    expect(group.members).toEqual(['m3', 'm4']);
    group.name = 'web tier';
    group.members = ['m4'];
    await group.save();
    await group.refresh();
    expect(group).toMatchObject({ name: 'web tier', members: ['m4'] });
    await group.destroy();
    await expect(group.refresh()).rejects.toThrow(InstanceGroupNotFoundError);
    expect(await InstanceGroupList.getAll(context)).toHaveLength(0);
  });
});
