import { forEachDialect, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup } from '../src/index.js';
import { createMixed, open, PLACES, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

forEachDialect('The hosts of a group', (harness) => {
  test.each(PLACES)('are found wherever its instances are, %s', async (where) => {
    const databases = await createMixed(harness);
    const [first, second] = databases.cells;
    const members = ['mapped', 'elsewhere', 'unmapped', 'unplaced', 'no host', 'gone', 'unknown'];
    await place(databases, where, { uuid: UUID, members }, 0);
    await first?.addInstances([
      { uuid: 'mapped', host: 'host1', userId: 'alice' },
      { uuid: 'gone', host: 'host7', userId: 'alice', deleted: true },
      { uuid: 'no host', host: null, userId: 'alice' },
    ]);
    await second?.addInstances([
      { uuid: 'elsewhere', host: 'host2', userId: 'alice' },
      { uuid: 'unmapped', host: 'host1', userId: 'bob' },
      { uuid: 'unplaced', host: 'HOST1', userId: 'alice' },
      { uuid: 'no member', host: 'host9', userId: 'alice' },
    ]);
    await databases.api.addInstanceMappings([
      { instanceUuid: 'mapped', cellUuid: first?.uuid ?? null },
      { instanceUuid: 'elsewhere', cellUuid: second?.uuid ?? null },
      { instanceUuid: 'unplaced', cellUuid: null },
      { instanceUuid: 'no host', cellUuid: first?.uuid ?? null },
      { instanceUuid: 'gone', cellUuid: first?.uuid ?? null },
    ]);
    const counts = async (exclude: string[] = []) =>
      Object.fromEntries(await group.getHostCounts({ exclude }));
    const recorder = recordStatements();
    await using deployment = await open(databases, { database: { intercept: recorder.intercept } });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);

    await group.getHosts();
    recorder.statements.length = 0;
    expect((await group.getHosts()).sort()).toEqual(['HOST1', 'host1', 'host2']);
    expect(recorder.statements, 'one for the mappings, one a cell').toHaveLength(3);
    const exclude = ['mapped', 'unplaced', 'no member'];
    expect((await group.getHosts({ exclude })).sort()).toEqual(['host1', 'host2']);
    expect(await group.getHosts({ exclude: members })).toEqual([]);
    recorder.statements.length = 0;
    expect(await counts()).toEqual({ host1: 2, host2: 1, HOST1: 1 });
    expect(recorder.statements, 'one for the mappings, one a cell').toHaveLength(3);
    expect(await counts(exclude)).toEqual({ host1: 1, host2: 1 });
    expect(await counts(members)).toEqual({});
  });
});
