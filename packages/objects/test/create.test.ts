import { forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup, InstanceGroupExistsError } from '../src/index.js';
import { createMixed, open, PLACES, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

forEachDialect('InstanceGroup.create', (harness) => {
  test("creates a group in the API database, owned by the context's user and project", async () => {
    const databases = await createMixed(harness);
    await using deployment = await open(databases);
    const context = deployment.context({ userId: 'alice', projectId: 'shop' });
    const group = await InstanceGroup.create(context, {
      name: 'web',
      policy: 'anti-affinity',
      rules: { max_server_per_host: 3 },
      members: ['m2', 'm1', 'm2'],
    });
    expect(group).toMatchObject({ userId: 'alice', projectId: 'shop', updatedAt: null });
    expect(group.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(group.location).toEqual({ database: 'api' });
    const found = await InstanceGroup.getByUuid(context, group.uuid);
    expect(found.toJSON()).toEqual(group.toJSON());
    expect(found).toMatchObject({ rules: { max_server_per_host: 3 }, policy: 'anti-affinity' });
    for (const cell of databases.cells) expect(await cell.rows('instance_groups')).toEqual([]);
  });

  test('needs only a context, and treats undefined as left out', async () => {
    await using deployment = await open(await createMixed(harness));
    const context = deployment.adminContext();
    const group = await InstanceGroup.create(context);
    const other = await InstanceGroup.create(context, JSON.parse('{}'));
    const third = await InstanceGroup.create(context, {
      name: undefined,
      policy: undefined,
      members: undefined,
    });
    expect(new Set([group.uuid, other.uuid, third.uuid]).size).toBe(3);
    expect(await InstanceGroup.getByUuid(context, third.uuid)).toMatchObject({
      name: null,
      userId: null,
      projectId: null,
      policy: null,
      policies: [],
      rules: {},
      members: [],
    });
  });

  test.each(PLACES)('refuses the uuid of a group, %s', async (where) => {
    const databases = await createMixed(harness);
    await place(databases, where, { uuid: UUID, projectId: 'other' });
    await using deployment = await open(databases);
    const context = deployment.context({ userId: 'alice', projectId: 'shop' });
    for (const uuid of [UUID, UUID.toUpperCase()]) {
      const attempt = InstanceGroup.create(context, { uuid, name: 'second' });
      await expect(attempt).rejects.toBeInstanceOf(InstanceGroupExistsError);
    }
    const attempt = InstanceGroup.create(context, { uuid: UUID });
    await expect(attempt).rejects.toThrow(`${UUID} already exists. Choose another uuid`);
  });

  test('accepts the uuid of a soft-deleted group, which stays unchanged', async () => {
    const databases = await createMixed(harness);
    await databases.cell.addGroups([{ uuid: UUID, deleted: true, members: ['m1'] }]);
    const before = await databases.cell.content();
    await using deployment = await open(databases);
    await InstanceGroup.create(deployment.adminContext(), { uuid: UUID, name: 'new' });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(group).toMatchObject({ name: 'new', members: [] });
    expect(await databases.cell.content()).toEqual(before);
  });
});
