import { randomUUID } from 'node:crypto';
import { openDatabase } from '@cellbridge/database';
import { syncSchema } from '@cellbridge/db-common';
import { apiSchema, cellSchema } from '@cellbridge/schema';
import { describe, expect, test } from 'vitest';
import {
  catalogueOf,
  createDeployment,
  forEachDialect,
  type Harness,
  useHarness,
} from '../src/index.js';

const SEED = {
  uuid: '0a000000-0000-4000-8000-000000000001',
  name: `two 'quotes' and a\ttab? 群組`,
  userId: null,
  policies: ['anti-affinity', 'affinity'],
  members: ['b', 'a', 'b'],
  createdAt: '2024-02-29 23:59:59.100000',
};
const contentOf = ({ testDialect }: Harness) => ({
  uuid: SEED.uuid,
  name: SEED.name,
  userId: null,
  projectId: 'project',
  policies: ['affinity', 'anti-affinity'],
  members: ['a', 'b'],
  createdAt: testDialect.storedTimestamp(SEED.createdAt),
  updatedAt: null,
});

forEachDialect('createDeployment', (harness) => {
  test.each(['cellbridge', 'nova', 'adopted'] as const)('as %s makes it', async (madeBy) => {
    const { api, cell } = await createDeployment(harness, { madeBy });
    const added = await cell.addGroups([
      { ...SEED, deleted: true },
      SEED,
      { uuid: randomUUID(), deleted: true },
    ]);
    expect(added.map(({ id }) => id)).toEqual([1, 2, 3]);
    await api.addGroups([SEED]);
    const content = contentOf(harness);
    expect(await cell.liveGroups()).toEqual([content]);
    expect(await api.groups()).toEqual([content]);
    const { instance_groups, instance_group_member } = await cell.content();
    expect(instance_groups.map(({ deleted }) => deleted)).toEqual([1, 0, 3]);
    expect(instance_group_member.map(({ deleted }) => deleted)).toEqual([1, 2, 3, 0, 0, 0]);
  });

  test('as a sync makes it', async () => {
    const { api, cell } = await createDeployment(harness);
    for (const { raw, schema } of [
      { raw: api.raw, schema: apiSchema },
      { raw: cell.raw, schema: cellSchema },
    ]) {
      const synced = harness.open(await harness.createDatabaseUrl());
      await using database = await openDatabase(synced.url);
      await syncSchema(database, schema);
      expect(await catalogueOf(raw)).toEqual(await catalogueOf(synced));
    }
  });

  test('with mappings of cells and instances', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 3 });
    await api.addInstanceMappings([
      { instanceUuid: 'a', cellUuid: cells[2]?.uuid ?? '' },
      { instanceUuid: 'b', cellUuid: null },
    ]);
    await cells[2]?.addInstances([{ uuid: 'a', host: 'compute-1' }]);
    const content = await api.content();
    expect(content.cell_mappings.map(({ uuid, name }) => ({ uuid, name }))).toEqual(
      cells.map(({ uuid, name }) => ({ uuid, name })),
    );
    expect(content.instance_mappings.map(({ cell_id }) => cell_id)).toEqual([3, null]);
    expect(content.cellbridge_receipts).toEqual([]);
    expect(await cells[2]?.rows('instances')).toMatchObject([{ uuid: 'a', host: 'compute-1' }]);
  });
});

describe('createDeployment with databases of both dialects', () => {
  const harness = useHarness('postgresql');

  test('takes the dialect of each', async () => {
    const { api, cells } = await createDeployment(harness, { cells: ['sqlite', 'postgresql'] });
    expect([api, ...cells].map(({ raw }) => raw.dialect)).toEqual([
      'postgresql',
      'sqlite',
      'postgresql',
    ]);
  });
});
