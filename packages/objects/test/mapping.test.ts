import { defer, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupExistsError,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, markComplete, open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const RECHECK_AFTER = 30_000;

/** The first cell is complete; the tests use the second as they need. */
forEachDialect('A running service', (harness) => {
  let databases: TestDeployment;
  let second: TestDeployment['cell'];
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    databases = await createMixed(harness);
    const [first, other] = databases.cells;
    if (!first || !other) throw new Error('There are two cells.');
    second = other;
    await markComplete({ ...databases, cells: [first] });
    await second.addGroups([{ uuid: UUID, name: 'in second', members: ['m1'] }]);
    await second.addInstances([{ uuid: 'm1', host: 'host1' }]);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const unmap = () =>
    databases.api.raw.query('DELETE FROM cell_mappings WHERE uuid = ?', second.uuid);
  const get = (deployment: Deployment) => InstanceGroup.getByUuid(deployment.adminContext(), UUID);
  const expectMiss = (deployment: Deployment) =>
    expect(get(deployment)).rejects.toBeInstanceOf(InstanceGroupNotFoundError);

  test.each([
    ['a re-check', { recheckAfter: RECHECK_AFTER }],
    ['a while, if it asks every cell at every read', { fallback: 'always' } as const],
  ])('asks a cell that was mapped later, after %s', async (_, options) => {
    await unmap();
    await using deployment = await open(databases, options);
    const [first] = deployment.cells;
    await expectMiss(deployment);
    await databases.api.addCellMappings([second]);
    vi.advanceTimersByTime(RECHECK_AFTER - 1);
    await expectMiss(deployment);
    vi.advanceTimersByTime(1);
    expect(await get(deployment)).toMatchObject({ location: { cellUuid: second.uuid } });
    expect(deployment.cells.map(({ uuid }) => uuid)).toEqual(
      databases.cells.map(({ uuid }) => uuid),
    );
    expect(deployment.cells[0]).toBe(first);
    const creating = InstanceGroup.create(deployment.adminContext(), { uuid: UUID });
    await expect(creating).rejects.toBeInstanceOf(InstanceGroupExistsError);
    const changed = InstanceGroup.addMembers(deployment.adminContext(), UUID, ['m2']);
    expect(await changed).toEqual(['m1', 'm2']);
  });

  test('finds the hosts of instances there, even if it looks for nothing else', async () => {
    await unmap();
    await databases.api.addGroups([{ uuid: UUID, members: ['m1'] }]);
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    const group = await get(deployment);
    expect(await group.getHosts()).toEqual([]);
    await databases.api.addCellMappings([second]);
    await databases.api.addInstanceMappings([{ instanceUuid: 'm1', cellUuid: second.uuid }]);
    vi.advanceTimersByTime(RECHECK_AFTER);
    expect(await group.getHosts()).toEqual(['host1']);
  });

  test('no longer asks an unmapped cell, and closes it when nobody uses it any more', async () => {
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    expect(await get(deployment)).toMatchObject({ name: 'in second' });
    const cell = deployment.cell(second.uuid);
    const database = await cell.withDatabase(async (database) => database);
    const going = defer<void>();
    const using = cell.withDatabase(async (used) => {
      await going.promise;
      return await used.snapshot(async (reader) => reader.dialect.name);
    });
    await unmap();
    vi.advanceTimersByTime(RECHECK_AFTER);
    await expectMiss(deployment);
    expect(deployment.cells).toHaveLength(1);
    expect(await database.snapshot(async () => 'open')).toBe('open');
    going.resolve();
    expect(await using).toBe(database.dialect.name);
    await expect(async () => await database.snapshot(async () => 'open')).rejects.toThrow('closed');
    // Whoever still has it may use it, as long as the deployment is open.
    expect(await cell.ask((again) => again.snapshot(async () => 'open'))).toBe('open');
  });

  test('asks a cell at its new place after its URL was changed', async () => {
    await unmap();
    await using deployment = await open(databases, { recheckAfter: RECHECK_AFTER });
    const [first] = deployment.cells;
    const database = await first?.withDatabase(async (database) => database);
    await expectMiss(deployment);
    await databases.api.raw.query('UPDATE cell_mappings SET database_connection = ?', second.url);
    vi.advanceTimersByTime(RECHECK_AFTER);
    expect(await get(deployment)).toMatchObject({ name: 'in second' });
    expect(await InstanceGroupList.getAll(deployment.adminContext())).toHaveLength(1);
    expect(deployment.cells).toHaveLength(1);
    expect(deployment.cells[0]).not.toBe(first);
    await expect(async () => await database?.snapshot(async () => 1)).rejects.toThrow('closed');
  });

  test('stays with the given cells', async () => {
    const given = databases.cells.map(({ uuid, name, url }) => ({ uuid, name, url }));
    await using deployment = await open(databases, { cells: given, recheckAfter: RECHECK_AFTER });
    const { cells } = deployment;
    await unmap();
    vi.advanceTimersByTime(RECHECK_AFTER);
    expect(await get(deployment)).toMatchObject({ name: 'in second' });
    expect(deployment.cells).toEqual(cells);
    expect(deployment.cells[1]).toBe(cells[1]);
  });
});
