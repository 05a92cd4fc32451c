import { randomUUID } from 'node:crypto';
import { createDeployment, forEachDialect, type RawDatabase } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  deleteFromApi,
  deleteReceipts,
  expectFound,
  expectUuids,
  move,
  moved,
  N,
  rename,
  verified,
} from './support/verification.js';

const OLD = '2024-01-01 00:00:00.000000';

forEachDialect('verifyDeployment of planted damage', (harness) => {
  test('names groups that are missing, and no others', async () => {
    const { databases, uuids } = await moved(harness, 20);
    await databases.cell.addGroups([{ deleted: true }, { deleted: true }]);
    const planted = uuids.slice(0, N);
    await deleteFromApi(databases.api.raw, planted);
    await deleteReceipts(databases.api.raw, planted);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'missing', planted);
  });

  test.each(['name', 'user_id', 'project_id'])('names groups with another %s', async (column) => {
    const { databases, uuids } = await moved(harness, 10);
    const planted = uuids.slice(2, 2 + N);
    await rename(databases.api.raw, planted, column);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'different', planted);
  });

  test('names groups with another policy, none, or a foreign member', async () => {
    const { databases, uuids } = await moved(harness, 3 * N);
    const { raw } = databases.api;
    const withOther = uuids.slice(0, N);
    const without = uuids.slice(N, 2 * N);
    const withForeign = uuids.slice(2 * N, 3 * N);
    const ofGroup = 'group_id = (SELECT id FROM instance_groups WHERE uuid = ?)';
    for (const uuid of withOther) {
      await raw.query(`UPDATE instance_group_policy SET policy = 'damaged' WHERE ${ofGroup}`, uuid);
    }
    for (const uuid of without) {
      await raw.query(`DELETE FROM instance_group_policy WHERE ${ofGroup}`, uuid);
    }
    for (const uuid of withForeign) {
      await raw.query(
        `UPDATE instance_group_member SET instance_uuid = instance_uuid || 'x' WHERE ${ofGroup}`,
        uuid,
      );
    }
    const { report } = await verified(databases, { batchSize: 4 });
    expectFound(report, 'different', [...withOther, ...without, ...withForeign]);
  });

  test('names uuids that are live twice', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const twice = Array.from({ length: N }, () => randomUUID());
    const inApi = Array.from({ length: N }, () => randomUUID());
    await databases.cells[0]?.addGroups([...seeds(twice), {}]);
    await databases.cells[1]?.addGroups([...seeds(twice), ...seeds(inApi), {}]);
    await databases.api.addGroups(seeds(inApi));
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'duplicated', [...twice, ...inApi]);
    const alone = await verified(databases, { cells: ['cell2'], batchSize: 3 });
    expectFound(alone.report, 'duplicated', [...twice, ...inApi]);
  });

  test('names groups of the API database with a row twice', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const { raw } = databases.api;
    for (const [index, uuid] of uuids.slice(0, 2 * N).entries()) {
      const [table, column] =
        index < N
          ? ['instance_group_member', 'instance_uuid']
          : ['instance_group_policy', 'policy'];
      await raw.query(
        `INSERT INTO ${table} (created_at, group_id, ${column})
         SELECT r.created_at, r.group_id, r.${column} FROM ${table} r
         JOIN instance_groups g ON g.id = r.group_id WHERE g.uuid = ? ORDER BY r.id LIMIT 1`,
        uuid,
      );
    }
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'duplicated', uuids.slice(0, 2 * N));
  });

  test('names uuids that two groups of the API database bear', async () => {
    const { databases, uuids } = await moved(harness, 10);
    const { raw } = databases.api;
    const planted = uuids.slice(0, N);
    await raw.dropUnique('instance_groups', 'uniq_instance_groups0uuid');
    for (const uuid of planted) {
      await raw.query(
        `INSERT INTO instance_groups (id, uuid, name)
         SELECT id + 1000, uuid, name FROM instance_groups WHERE uuid = ?`,
        uuid,
      );
    }
    const { report } = await verified(databases, { batchSize: 3 });
    expectUuids(
      report.findings.filter(({ cellUuid }) => cellUuid === null),
      'duplicated',
      planted,
    );
  });

  test('names leftovers', async () => {
    const { databases, uuids } = await moved(harness, 10);
    const planted = uuids.slice(0, N);
    for (const uuid of planted) {
      const { raw } = databases.cell;
      await raw.query('UPDATE instance_groups SET deleted = 0 WHERE uuid = ?', uuid);
    }
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'leftover', planted);
    expect(report.totals.pending).toBe(0);
  });

  test('names stranded rows by their groups, and orphans in a cell', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const { raw } = databases.cell;
    const groups = await raw.query('SELECT id, uuid FROM instance_groups ORDER BY id');
    const ids = new Map(groups.map(({ uuid, id }) => [uuid, id]));
    const destroyed = await databases.cell.addGroups(
      Array.from({ length: N }, () => ({ deleted: true })),
    );
    const rows = [
      ...uuids.slice(0, N).map((uuid) => ids.get(uuid) ?? 0),
      ...destroyed.map(({ id }) => id),
    ];
    for (const groupId of rows) await addLiveMember(raw, groupId);
    for (const uuid of uuids.slice(N, 2 * N)) {
      await raw.query(
        `INSERT INTO instance_group_policy (created_at, deleted, group_id, policy)
         VALUES (?, 0, ?, 'affinity')`,
        OLD,
        ids.get(uuid) ?? 0,
      );
    }
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'stranded', uuids.slice(0, 2 * N), { orphaned: N });
    expectUuids(
      report.findings,
      'orphaned',
      destroyed.map(({ uuid }) => uuid),
    );
  });

  test('names orphans of the API database by their rows', async () => {
    const { databases } = await moved(harness, 4);
    const { raw } = databases.api;
    for (const table of ['instance_group_member', 'instance_group_policy']) {
      await raw.dropForeignKey(table);
      for (let index = 0; index < N; index += 1) {
        await raw.query(`INSERT INTO ${table} (created_at, group_id) VALUES (?, 987654)`, OLD);
      }
    }
    const { report } = await verified(databases, { batchSize: 3 });
    expect(report.counts).toMatchObject({ orphaned: 2 * N });
    expect(report.findings).toHaveLength(2 * N);
    expect(new Set(report.findings.map(({ details }) => details)).size).toBe(2 * N);
  });

  test('names the quarantined, and only so', async () => {
    const databases = await createDeployment(harness);
    const planted = Array.from({ length: N }, () => randomUUID());
    await databases.cell.addGroups([...seeds(planted), {}, {}]);
    await databases.api.addGroups(seeds(planted).map((seed) => ({ ...seed, name: 'other' })));
    await move(databases);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'quarantined', planted);
  });
});

function seeds(uuids: readonly string[]): { uuid: string; name: string }[] {
  return uuids.map((uuid) => ({ uuid, name: 'same' }));
}

async function addLiveMember(raw: RawDatabase, groupId: string | number | boolean | null) {
  await raw.query(
    `INSERT INTO instance_group_member (created_at, deleted, group_id, instance_id)
     VALUES (?, 0, ?, ?)`,
    OLD,
    groupId,
    randomUUID(),
  );
}
