import { forEachDialect, recordStatements, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { CellUnavailableError, InstanceGroup, InstanceGroupList } from '../src/index.js';
import { createMixed, open, PLACES, type Place, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const OTHER = '5e0f0000-0000-4000-8000-00000000000b';

/** A release before Train lacks this in a cell. */
const BEFORE_TRAIN = ['ALTER TABLE instances DROP COLUMN hidden'];
/** Makes the API database one of a release before Rocky, which lacks this. */
const toBeforeRocky = async ({ raw }: TestDeployment['api']) => {
  await raw.dropIndex('instance_mappings', 'instance_mappings_user_id_project_id_idx');
  await raw.query('ALTER TABLE instance_mappings DROP COLUMN user_id');
  await raw.query('ALTER TABLE instance_mappings DROP COLUMN queued_for_delete');
};

forEachDialect('The instances of a group', (harness) => {
  const cellsOf = ({ cells: [first, second] }: TestDeployment) => {
    if (!first || !second) throw new Error('There are two cells.');
    return { first, second };
  };

  /** Creates the group, in databases that Nova made, with instances in every state. */
  const inEveryState = async (where: Place, hasHidden: boolean): Promise<TestDeployment> => {
    const databases = await createMixed(harness, { madeBy: 'adopted' });
    const { first, second } = cellsOf(databases);
    const hidden = (value: boolean | null) => (hasHidden ? { hidden: value } : {});
    if (!hasHidden) {
      for (const statement of BEFORE_TRAIN) {
        for (const { raw } of databases.cells) await raw.query(statement);
      }
    }
    const members = ['active', 'new', 'soft', 'deleted', 'resized', 'other', 'coming', 'unknown'];
    await place(databases, where, { uuid: UUID, members });
    await first.addInstances([
      { uuid: 'active', host: 'host1', vmState: 'active', ...hidden(false) },
      { uuid: 'new', host: 'host1', vmState: null, ...hidden(null) },
      { uuid: 'soft', host: 'host2', vmState: 'soft-delete', ...hidden(false) },
      { uuid: 'deleted', host: 'host3', vmState: 'deleted', deleted: true },
      { uuid: 'resized', host: 'host4', vmState: 'active', ...hidden(false) },
    ]);
    await second.addInstances([
      { uuid: 'other', host: 'host6', vmState: 'error' },
      // During a cross-cell resize; the mapping tells which of the two it is.
      ...(hasHidden ? [{ uuid: 'resized', host: 'host5', vmState: 'active', hidden: true }] : []),
    ]);
    const mapped = ['active', 'new', 'soft', 'deleted', 'resized'];
    await databases.api.addInstanceMappings([
      ...mapped.map((instanceUuid) => ({ instanceUuid, cellUuid: first.uuid })),
      { instanceUuid: 'other', cellUuid: second.uuid },
      { instanceUuid: 'coming', cellUuid: null },
    ]);
    return databases;
  };

  describe.each(PLACES)('%s', (where) => {
    test.each([
      ['since Train', true],
      ['before Train', false],
    ])('count for hosts as Nova counts them, %s', async (_, hasHidden) => {
      const databases = await inEveryState(where, hasHidden);
      await using deployment = await open(databases);
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
      expect((await group.getHosts()).sort()).toEqual(['host1', 'host4', 'host6']);
      const counts = Object.fromEntries(await group.getHostCounts());
      expect(counts).toEqual({ host1: 2, host4: 1, host6: 1 });
    });

    test.each([
      ['since Train', true],
      ['before Train', false],
    ])('exist while they are live, or mapped and not scheduled, %s', async (_, hasHidden) => {
      const databases = await inEveryState(where, hasHidden);
      const recorder = recordStatements();
      const { intercept } = recorder;
      await using deployment = await open(databases, { database: { intercept } });
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
      const existing = await group.getExistingMembers();
      expect(existing.sort()).toEqual(['active', 'coming', 'new', 'other', 'resized']);
      recorder.statements.length = 0;
      await group.getExistingMembers();
      expect(recorder.statements, 'one for the mappings, one a cell').toHaveLength(3);
    });
  });

  test('without a mapping are counted once if they are in two cells', async () => {
    const databases = await createMixed(harness, { madeBy: 'adopted' });
    const { first, second } = cellsOf(databases);
    await databases.api.addGroups([{ uuid: UUID, members: ['resized', 'twice'] }]);
    await first.addInstances([
      { uuid: 'resized', host: 'host1', hidden: true },
      { uuid: 'twice', host: 'host1' },
    ]);
    await second.addInstances([
      { uuid: 'resized', host: 'host2', hidden: null },
      { uuid: 'twice', host: 'host2', userId: 'user' },
    ]);
    await using deployment = await open(databases);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(Object.fromEntries(await group.getHostCounts())).toEqual({ host1: 1, host2: 1 });
    expect(await group.getExistingMembers()).toEqual(['resized', 'twice']);
    expect(await group.countMembersByUser('user')).toBe(2);
  });

  test('of a whole list are found with one query per cell', async () => {
    const databases = await createMixed(harness);
    const { first, second } = cellsOf(databases);
    await place(databases, 'before the move', { uuid: UUID, members: ['a', 'b', 'gone'] });
    await place(databases, 'after the move', { uuid: OTHER, members: ['b', 'c', 'coming'] }, 1);
    await databases.api.addGroups([{ members: [] }]);
    await first.addInstances([
      { uuid: 'a', host: 'host1' },
      { uuid: 'gone', host: 'host1', deleted: true },
    ]);
    await second.addInstances([
      { uuid: 'b', host: null },
      { uuid: 'c', host: 'host2' },
    ]);
    await databases.api.addInstanceMappings([
      { instanceUuid: 'a', cellUuid: first.uuid },
      { instanceUuid: 'coming', cellUuid: null },
    ]);
    const recorder = recordStatements();
    const { intercept } = recorder;
    await using deployment = await open(databases, { database: { intercept } });
    const context = deployment.adminContext();
    const groups = await InstanceGroupList.getAll(context);
    await InstanceGroupList.getExistingMembers(context, groups);
    recorder.statements.length = 0;
    const existing = await InstanceGroupList.getExistingMembers(context, groups);
    expect(recorder.statements, 'one for the mappings, one a cell').toHaveLength(3);
    expect(existing.size).toBe(3);
    expect([existing.get(UUID), existing.get(OTHER)]).toEqual([
      ['a', 'b'],
      ['b', 'c', 'coming'],
    ]);
    recorder.statements.length = 0;
    expect(await InstanceGroupList.getExistingMembers(context, [])).toEqual(new Map());
    expect(recorder.statements).toHaveLength(0);
  });

  test('need only the cells that they are mapped to', async () => {
    const databases = await createMixed(harness);
    const { first, second } = cellsOf(databases);
    await databases.api.addGroups([
      { uuid: UUID, members: ['a'] },
      { uuid: OTHER, members: ['b'] },
    ]);
    await first.addInstances([{ uuid: 'a', host: 'host1' }]);
    await databases.api.addInstanceMappings([
      { instanceUuid: 'a', cellUuid: first.uuid, userId: 'user' },
      { instanceUuid: 'b', cellUuid: second.uuid, userId: 'user' },
    ]);
    await databases.api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////none/there.db' WHERE uuid = ?",
      second.uuid,
    );
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const reachable = await InstanceGroup.getByUuid(context, UUID);
    expect(await reachable.getExistingMembers()).toEqual(['a']);
    expect(Object.fromEntries(await reachable.getHostCounts())).toEqual({ host1: 1 });
    const other = await InstanceGroup.getByUuid(context, OTHER);
    await expect(other.getExistingMembers()).rejects.toBeInstanceOf(CellUnavailableError);
    await expect(other.getHostCounts()).rejects.toBeInstanceOf(CellUnavailableError);
    expect(await other.countMembersByUser('user'), 'its mapping says it').toBe(1);
    await using skipping = await open(databases, { onCellDown: 'skip' });
    const again = await InstanceGroup.getByUuid(skipping.adminContext(), OTHER);
    expect(await again.getExistingMembers()).toEqual([]);
  });
});

forEachDialect('The quota of server_group_members', (harness) => {
  const members = ['mapped', 'queued', 'coming', 'strange', 'unmapped', 'legacy', 'built', 'soft'];

  test.each(PLACES)('counts by the instance mappings, %s', async (where) => {
    const databases = await createMixed(harness, { madeBy: 'adopted' });
    await place(databases, where, { uuid: UUID, members });
    const cellUuid = databases.cell.uuid;
    await databases.api.addInstanceMappings([
      { instanceUuid: 'mapped', cellUuid, userId: 'alice' },
      { instanceUuid: 'queued', cellUuid, userId: 'alice', queuedForDelete: true },
      { instanceUuid: 'coming', cellUuid: null, userId: 'alice' },
      { instanceUuid: 'strange', cellUuid, userId: 'bob' },
      { instanceUuid: 'no member', cellUuid, userId: 'alice' },
    ]);
    const recorder = recordStatements();
    const { intercept } = recorder;
    await using deployment = await open(databases, { database: { intercept } });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    group.members = members.slice(0, 4);
    await group.countMembersByUser('alice');
    recorder.statements.length = 0;
    expect(await group.countMembersByUser('alice')).toBe(2);
    expect(recorder.statements, 'no cell is asked').toHaveLength(1);
    expect(await group.countMembersByUser('bob')).toBe(1);
    expect(await group.countMembersByUser('carol')).toBe(0);
  });

  /** Returns a requested instance as Nova writes it. */
  const buildRequest = (uuid: string, userId: string) => ({
    project_id: 'project',
    instance_uuid: uuid,
    instance: JSON.stringify({
      'nova_object.name': 'Instance',
      'nova_object.data': { uuid, user_id: userId },
    }),
  });
  const BUILD_REQUESTS = `CREATE TABLE build_requests (
    project_id VARCHAR(255) NOT NULL, instance_uuid VARCHAR(36) PRIMARY KEY,
    instance TEXT)`;

  test.each([
    ['Rocky and Stein, half way', async () => {}],
    ['releases before Rocky', toBeforeRocky],
  ])('counts live instances and build requests if mappings do not tell: %s', async (_, alter) => {
    const databases = await createMixed(harness, { madeBy: 'adopted' });
    await databases.api.addGroups([{ uuid: UUID, members }]);
    const cellUuid = databases.cells[1]?.uuid ?? null;
    const unsaid = { userId: null, queuedForDelete: null };
    await databases.api.addInstanceMappings([
      ...['legacy', 'soft', 'strange'].map((instanceUuid) => {
        return { instanceUuid, cellUuid, ...unsaid };
      }),
      { instanceUuid: 'coming', cellUuid: null, ...unsaid },
      { instanceUuid: 'built', cellUuid: null, userId: null },
    ]);
    await alter(databases.api);
    await databases.cells[1]?.addInstances([
      { uuid: 'legacy', host: 'host1', userId: 'alice', vmState: 'active' },
      { uuid: 'soft', host: 'host1', userId: 'alice', vmState: 'soft-delete' },
      { uuid: 'strange', host: 'host1', userId: 'bob' },
    ]);
    await databases.cell.addInstances([{ uuid: 'unmapped', host: null, userId: 'alice' }]);
    await using deployment = await open(databases);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(await group.countMembersByUser('alice'), 'legacy, unmapped').toBe(2);
    expect(await group.countMembersByUser('bob')).toBe(1);

    await databases.api.raw.query(BUILD_REQUESTS);
    await databases.api.raw.insert('build_requests', [
      buildRequest('coming', 'bob'),
      buildRequest('built', 'alice'),
      buildRequest('legacy', 'alice'),
      buildRequest('no member', 'alice'),
    ]);
    await using later = await open(databases);
    const again = await InstanceGroup.getByUuid(later.adminContext(), UUID);
    expect(await again.countMembersByUser('alice'), 'and built').toBe(3);
    expect(await again.countMembersByUser('bob')).toBe(2);
  });
});
