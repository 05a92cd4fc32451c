import { createHash, randomUUID } from 'node:crypto';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  type RawDatabase,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { recoverDeployment } from '../src/index.js';
import { digestOf } from '../src/instance-groups/digest.js';
import { archive, purge } from './support/back-up.js';
import {
  alter,
  deleteFromApi,
  deleteReceipts,
  detailsOf,
  expectFound,
  move,
  moved,
  N,
  rename,
  verified,
} from './support/verification.js';

const ANOTHER = 'ce110000-0000-4000-8000-0000000000ff';

forEachDialect('verifyDeployment of what only a cell proves', (harness) => {
  test('names a group that moved by itself and is gone with its receipt and the progress', async () => {
    const { databases, uuids } = await moved(harness, 1);
    const { raw } = databases.api;
    await deleteFromApi(raw, uuids);
    await deleteReceipts(raw, uuids);
    await raw.query('DELETE FROM cellbridge_progress');
    const { report } = await verified(databases);
    expectFound(report, 'missing', uuids);
    expect(detailsOf(report, 'missing').join()).toMatch(
      /^Row \d+ of the cell has moved in run \S+, and the API database has neither the group nor a receipt of it\.$/,
    );
  });

  test('names groups that are gone, though Nova has archived the proof', async () => {
    const { databases, uuids } = await moved(harness, 3 * N);
    const planted = uuids.slice(0, N);
    await archive(databases.cell.raw);
    await deleteFromApi(databases.api.raw, planted);
    await deleteReceipts(databases.api.raw, planted);
    expectFound((await verified(databases, { batchSize: 4 })).report, 'missing', planted);
  });

  test('cares for no progress: changed or gone, it finds the same', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const { raw } = databases.api;
    const planted = uuids.slice(0, N);
    await deleteFromApi(raw, planted);
    await deleteReceipts(raw, planted);
    const { report } = await verified(databases);
    expectFound(report, 'missing', planted);
    await raw.query('UPDATE cellbridge_progress SET "cursor" = 0, found = ?, done = ?', N, N);
    expect((await verified(databases)).report).toEqual(report);
    await raw.query('DELETE FROM cellbridge_progress');
    expect((await verified(databases)).report).toEqual(report);
  });

  test('names groups that are there without their receipts, as they moved', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const planted = uuids.slice(0, N);
    await deleteReceipts(databases.api.raw, planted);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'unproven', planted);
    for (const details of detailsOf(report, 'unproven')) {
      expect(details).toMatch(/without a receipt of it\. The group is as it moved\.$/);
    }
  });

  test('says what was altered in groups that are there without their receipts', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const planted = uuids.slice(0, N);
    await deleteReceipts(databases.api.raw, planted);
    await rename(databases.api.raw, planted);
    await rename(databases.api.raw, planted, 'project_id');
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'unproven', planted);
    for (const details of detailsOf(report, 'unproven')) {
      expect(details).toMatch(
        /The group is not as it moved: name \(moved: "group-\d+"; now: "damaged"\); projectId \(moved: "project"; now: "damaged"\)\.$/,
      );
    }
  });
});

forEachDialect('verifyDeployment of what only the API database proves', (harness) => {
  const removeProofs = async (raw: RawDatabase, uuids: readonly string[], table = '') => {
    for (const uuid of uuids) {
      await raw.query(
        `DELETE FROM ${table}instance_group_policy WHERE policy LIKE 'cellbridge:%' AND group_id =
          (SELECT id FROM instance_groups WHERE uuid = ?)`,
        uuid,
      );
    }
  };

  test('names groups whose row in the cell has lost its receipt', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const planted = uuids.slice(0, N);
    await removeProofs(databases.cell.raw, planted);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'unproven', planted);
    expect(report.totals).toMatchObject({ compared: 4 * N, unproved: 0 });
    for (const details of detailsOf(report, 'unproven')) {
      expect(details).toMatch(
        /^The API database says that run \S+ moved it at .*; row \d+ of the cell is soft-deleted, and the cell has no receipt of the move\.$/,
      );
    }
  });

  test('accepts a receipt that Nova has archived before the group', async () => {
    const { databases } = await moved(harness, N);
    await archivePolicies(databases.cell.raw);
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('does not blame groups whose receipt Nova has archived and purged', async () => {
    const { databases } = await moved(harness, N);
    const { raw } = databases.cell;
    await archivePolicies(raw);
    await raw.query('DELETE FROM shadow_instance_group_policy');
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'clean', findings: [], totals: { unproved: N } });
  });

  test('counts groups that Nova has archived and purged', async () => {
    const { databases } = await moved(harness, N);
    await archive(databases.cell.raw);
    expect((await verified(databases)).report.totals).toMatchObject({ unproved: 0 });
    await purge(databases.cell.raw);
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'clean', findings: [], totals: { unproved: N } });
  });

  test('asks no proof of groups that were destroyed in their cell', async () => {
    const { databases } = await moved(harness, 1);
    const [destroyed] = await databases.cell.addGroups([{ deleted: true }]);
    await databases.api.raw.query(
      `INSERT INTO cellbridge_receipts
         (group_uuid, cell_uuid, cell_group_id, last_member_id, digest, run_id, moved_at, destroyed_at)
       VALUES (?, ?, ?, 0, '', '00000000-0000-0000-0000-000000000000', ?, ?)`,
      destroyed?.uuid ?? '',
      databases.cell.uuid,
      destroyed?.id ?? 0,
      '2024-05-01 00:00:00.000001',
      '2024-05-01 00:00:00.000001',
    );
    const { report } = await verified(databases);
    expect(report).toMatchObject({
      outcome: 'clean',
      findings: [],
      totals: { compared: 2, destroyed: 0 },
    });
  });
});

forEachDialect('verifyDeployment of receipts that were altered', (harness) => {
  /** The digest that an earlier release gave the receipt of such a group. */
  const firstDigest = async ({ api }: TestDeployment, uuid: string): Promise<string> => {
    const group = (await api.groups()).find((one) => one.uuid === uuid);
    const content = [
      uuid,
      group?.name,
      group?.userId,
      group?.projectId,
      group?.policies,
      group?.members,
    ];
    return createHash('sha256').update(JSON.stringify(content)).digest('hex');
  };

  /** Moves a group to another project, and gives its receipt the digest that it has then. */
  const forge = async ({ api }: TestDeployment, uuid: string): Promise<void> => {
    await rename(api.raw, [uuid], 'project_id');
    const group = (await api.groups()).find((one) => one.uuid === uuid);
    if (!group) throw new Error('The group is gone.');
    const policies = await api.raw.query(
      `SELECT policy AS value, created_at, updated_at FROM instance_group_policy
       WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      uuid,
    );
    const members = await api.raw.query(
      `SELECT instance_uuid AS value, created_at, updated_at FROM instance_group_member
       WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      uuid,
    );
    const stamped = (rows: typeof policies) =>
      rows.map(({ value, created_at, updated_at }) => {
        return {
          value: String(value),
          createdAt: created_at === null ? null : String(created_at),
          updatedAt: updated_at === null ? null : String(updated_at),
        };
      });
    const digest = digestOf({
      ...group,
      policies: stamped(policies),
      members: stamped(members),
    });
    await api.raw.query(
      'UPDATE cellbridge_receipts SET digest = ? WHERE group_uuid = ?',
      digest,
      uuid,
    );
  };

  test.each([false, true])('names a project with its digest (archived: %s)', async (isArchived) => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const planted = uuids.slice(0, N);
    if (isArchived) await archive(databases.cell.raw);
    for (const uuid of planted) await forge(databases, uuid);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'different', planted);
    for (const details of detailsOf(report, 'different')) {
      expect(details).toMatch(
        /^Its receipt was changed: it has another digest on each side \(API database: "[^"]{59}"; cell: "[^"]{59}"\)\. The rows in the cell agree with that of the cell\. By the cell's: The group is not as it moved: projectId \(moved: "project"; now: "damaged"\)\.$/,
      );
    }
  });

  test.each(['', 'x', 'a'.repeat(64)])(
    'names a group once whose digest is "%s"',
    async (digest) => {
      const { databases, uuids } = await moved(harness, 2);
      const [intact = '', renamed = ''] = uuids;
      await rename(databases.api.raw, [renamed]);
      for (const uuid of [intact, renamed]) {
        const sql = 'UPDATE cellbridge_receipts SET digest = ? WHERE group_uuid = ?';
        await databases.api.raw.query(sql, digest, uuid);
      }
      const { report } = await verified(databases);
      expectFound(report, 'different', [intact, renamed]);
    },
  );

  test('takes the digest of an earlier release for what it is, on either side', async () => {
    const { databases, uuids } = await moved(harness, 5);
    const [ofApi = '', ofCell = '', renamed = '', saved = ''] = uuids;
    for (const uuid of [ofApi, renamed, saved]) {
      await databases.api.raw.query(
        'UPDATE cellbridge_receipts SET digest = ? WHERE group_uuid = ?',
        await firstDigest(databases, uuid),
        uuid,
      );
    }
    await databases.cell.raw.query(
      `UPDATE instance_group_policy SET policy = substr(policy, 1, 91) || ?
       WHERE policy LIKE 'cellbridge:%' AND group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      await firstDigest(databases, ofCell),
      ofCell,
    );
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean', findings: [] });
    await rename(databases.api.raw, [renamed]);
    await using deployment = await Deployment.open({ api: databases.api.url });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), saved);
    group.name = 'another';
    await group.save();
    const { report } = await verified(databases);
    expectFound(report, 'different', [renamed]);
    expect(report.totals).toMatchObject({ changed: 1, undecided: 0 });
  });

  test('names no change of a group that an earlier release moved, where its cell is of no help', async () => {
    const { databases, uuids } = await moved(harness, 2);
    const [uuid = ''] = uuids;
    await databases.api.raw.query(
      'UPDATE cellbridge_receipts SET digest = ? WHERE group_uuid = ?',
      await firstDigest(databases, uuid),
      uuid,
    );
    await archive(databases.cell.raw);
    await purge(databases.cell.raw);
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean' });
    await rename(databases.api.raw, [uuid]);
    expect((await verified(databases)).report).toMatchObject({
      outcome: 'undecided',
      findings: [],
      totals: { undecided: 1 },
      undecidedGroups: [{ groupUuid: uuid, cellUuid: databases.cell.uuid }],
    });
  });

  test("names a cell's receipt whose digest was changed, and that the rows there tell", async () => {
    const { databases, uuids } = await moved(harness, 2);
    await databases.cell.raw.query(
      `UPDATE instance_group_policy SET policy = substr(policy, 1, 120) || 'x'
       WHERE policy LIKE 'cellbridge:%' AND group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      uuids[0] ?? '',
    );
    const { report } = await verified(databases);
    expectFound(report, 'different', uuids.slice(0, 1));
    expect(detailsOf(report, 'different').join()).toContain(
      'The rows in the cell agree with that of the API database.',
    );
  });

  test('names a destroyed group whose digest was changed', async () => {
    const { databases, uuids } = await moved(harness, 2);
    const [uuid = ''] = uuids;
    await using deployment = await Deployment.open({ api: databases.api.url });
    await (await InstanceGroup.getByUuid(deployment.adminContext(), uuid)).destroy();
    await databases.api.raw.query(
      `UPDATE cellbridge_receipts SET digest = 'x' WHERE group_uuid = ?`,
      uuid,
    );
    const { report } = await verified(databases);
    expectFound(report, 'different', [uuid]);
    expect(detailsOf(report, 'different').join()).toContain(
      'The group is no longer in the API database.',
    );
  });
});

forEachDialect('verifyDeployment of a cell that is mapped no more', (harness) => {
  const unmap = async ({ api, cell }: TestDeployment) => {
    await api.raw.query('DELETE FROM cell_mappings WHERE uuid = ?', cell.uuid);
  };

  test('names it once, with how many groups moved from there', async () => {
    const { databases } = await moved(harness, 2 * N);
    await unmap(databases);
    const { report } = await verified(databases);
    expect(report).toMatchObject({
      outcome: 'undecided',
      counts: { unmapped: 1 },
      findings: [{ kind: 'unmapped', cellUuid: databases.cell.uuid, groupUuid: null }],
      totals: { compared: 4 * N },
    });
    expect(detailsOf(report, 'unmapped').join()).toContain(`Receipts of ${2 * N} groups`);
  });

  test('still compares the groups with their receipts, and goes on where it was stopped', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const planted = uuids.slice(0, N);
    await rename(databases.api.raw, planted);
    await unmap(databases);
    const { report } = await verified(databases, { batchSize: 3 });
    expect(report.counts).toMatchObject({ unmapped: 1, different: N });
    const named = report.findings.filter(({ kind }) => kind === 'different');
    expect(named.map(({ groupUuid }) => groupUuid).sort()).toEqual([...planted].sort());
    for (const { cellUuid } of named) expect(cellUuid).toBe(databases.cell.uuid);

    let compared = 0;
    let different = 0;
    let resumeFrom: string | undefined;
    do {
      const controller = new AbortController();
      const part = await verified(databases, {
        batchSize: 3,
        resumeFrom,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      compared += part.report.totals.compared;
      different += part.report.counts.different;
      resumeFrom = part.report.resumeFrom ?? undefined;
    } while (resumeFrom !== undefined);
    expect({ compared, different }).toEqual({ compared: 4 * N, different: N });
  });

  test('goes over several such cells, and over none twice', async () => {
    const { databases, uuids } = await moved(harness, N);
    await databases.api.raw.query('DELETE FROM cell_mappings');
    await rename(databases.api.raw, uuids.slice(0, 1));
    const { report } = await verified(databases, { batchSize: 2 });
    expect(report.counts).toMatchObject({ unmapped: 2, different: 1 });
    expect(report.totals).toMatchObject({ compared: 2 * N });
  });
});

forEachDialect('verifyDeployment of a cell that was mapped anew', (harness) => {
  const remap = async ({ api, cell }: TestDeployment) => {
    await api.raw.query('UPDATE cell_mappings SET uuid = ? WHERE uuid = ?', ANOTHER, cell.uuid);
  };

  test.each([false, true])('names the old uuid once (archived: %s)', async (isArchived) => {
    const { databases } = await moved(harness, 2 * N);
    if (isArchived) await archive(databases.cell.raw);
    await remap(databases);
    const { report } = await verified(databases, { batchSize: 3 });
    expect(report.counts).toMatchObject({ remapped: 1, unmapped: 1, missing: 0, unproven: 0 });
    expect(report.findings).toHaveLength(2);
    expect(report.findings[0]).toMatchObject({
      kind: 'remapped',
      cellUuid: ANOTHER,
      groupUuid: null,
      details: `Receipts of ${2 * N} groups in the cell name cell ${databases.cell.uuid}, which is not mapped: the cell was mapped again since they moved, as ${ANOTHER}.`,
    });
    await using deployment = await Deployment.open({ api: databases.api.url });
    await recoverDeployment(deployment);
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('says no more of it once its receipts are renamed, though a twin kept the old uuid', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const twin = { uuid: randomUUID(), name: 'same', members: ['a'] };
    for (const cell of databases.cells) await cell.addGroups([twin]);
    await databases.cells[1]?.addGroups([{}]);
    await move(databases);
    const { raw } = databases.api;
    await raw.query(
      'UPDATE cell_mappings SET uuid = ? WHERE uuid = ?',
      ANOTHER,
      databases.cells[1]?.uuid ?? '',
    );
    expect((await verified(databases)).report.counts).toMatchObject({ remapped: 1 });
    await using deployment = await Deployment.open({ api: databases.api.url });
    await recoverDeployment(deployment);
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('finds a group that was altered there', async () => {
    const { databases, uuids } = await moved(harness, N);
    await remap(databases);
    await alter(databases.api.raw, uuids.slice(0, 1), ['instance_groups', 'user_id'], 'damaged');
    const { report } = await verified(databases);
    expect(report.counts).toMatchObject({ remapped: 1, unmapped: 1, different: 1 });
  });
});

describe('A stranded row', () => {
  forEachDialect('under a group that only the cell proves has moved', (harness) => {
    test.each([false, true])('is called stranded (archived: %s)', async (isArchived) => {
      const { databases, uuids } = await moved(harness, 2);
      const { raw } = databases.cell;
      const [uuid = ''] = uuids;
      const [row] = await raw.query('SELECT id FROM instance_groups WHERE uuid = ?', uuid);
      await deleteFromApi(databases.api.raw, [uuid]);
      await deleteReceipts(databases.api.raw, [uuid]);
      if (isArchived) await archivePolicies(raw);
      await raw.query(
        `INSERT INTO instance_group_member (deleted, group_id, instance_id) VALUES (0, ?, 'late')`,
        Number(row?.id),
      );
      const { report } = await verified(databases);
      expectFound(report, 'stranded', [uuid], { missing: 1 });
    });
  });
});

/** Archives the policies alone, as an archiver does that was stopped on its way. */
async function archivePolicies(raw: RawDatabase): Promise<void> {
  await archive(raw);
  for (const table of ['instance_groups', 'instance_group_member']) {
    await raw.query(`INSERT INTO ${table} SELECT * FROM shadow_${table}`);
    await raw.query(`DELETE FROM shadow_${table}`);
  }
}
