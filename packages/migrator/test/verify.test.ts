import { randomUUID } from 'node:crypto';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  type Harness,
  type RawDatabase,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  type Finding,
  type FindingKind,
  instanceGroupsMigration,
  runOnlineDataMigrations,
  type VerifyOptions,
  type VerifyReport,
  verifyDeployment,
} from '../src/index.js';

/** How many of each kind are planted. */
const N = 5;

const OLD = '2024-01-01 00:00:00.000000';

forEachDialect('verifyDeployment', (harness) => {
  describe('of a deployment that is well', () => {
    test('finds nothing where there is nothing', async () => {
      const { report } = await verified(await createDeployment(harness, { cells: 2 }));
      expect(report).toMatchObject({ outcome: 'clean', findings: [], resumeFrom: null });
      expect(report.totals).toMatchObject({ compared: 0, pending: 0 });
    });

    test('says that nothing was compared before the move', async () => {
      const databases = await createDeployment(harness);
      await databases.cell.addGroups([{}, {}]);
      const { report } = await verified(databases);
      expect(report).toMatchObject({ outcome: 'nothing', totals: { compared: 0, pending: 2 } });
    });

    test('compares every group after the move', async () => {
      const { databases } = await moved(harness, 30);
      const { report } = await verified(databases, { batchSize: 7 });
      expect(report).toMatchObject({ outcome: 'clean', findings: [], apiGroups: 60 });
      expect(report.totals).toEqual({ ...none, compared: 60 });
      expect(report.cells.map(({ name, compared }) => [name, compared])).toEqual([
        ['cell1', 30],
        ['cell2', 30],
      ]);
    });

    test('takes changes after the move for what they are', async () => {
      const { databases, uuids } = await moved(harness, 6);
      await using deployment = await Deployment.open({ api: databases.api.url });
      const context = deployment.adminContext();
      const [renamed, added, removed, replaced, destroyed, removedInBulk] = uuids as Six;
      const group = await InstanceGroup.getByUuid(context, renamed);
      group.name = 'another';
      await group.save();
      await InstanceGroup.addMembers(context, added, [randomUUID()]);
      const other = await InstanceGroup.getByUuid(context, removed);
      await InstanceGroup.removeMembers(context, removed, other.members.slice(0, 1));
      const third = await InstanceGroup.getByUuid(context, replaced);
      third.policies = ['affinity'];
      await third.save();
      await (await InstanceGroup.getByUuid(context, destroyed)).destroy();
      const { members } = await InstanceGroup.getByUuid(context, removedInBulk);
      await InstanceGroup.destroyMembersBulk(context, members.slice(0, 1));
      const report = await verifyDeployment(deployment);
      expect(report.findings).toEqual([]);
      expect(report.totals).toEqual({ ...none, compared: 12, changed: 5, destroyed: 1 });
    });

    test('cannot tell whose rows were archived, and does not blame them', async () => {
      const { databases, uuids } = await moved(harness, 2);
      for (const table of ['instance_group_member', 'instance_group_policy', 'instance_groups']) {
        await databases.cell.raw.query(`DELETE FROM ${table}`);
      }
      await rename(databases.api.raw, uuids.slice(0, 1));
      const { report } = await verified(databases);
      expect(report.findings).toEqual([]);
      expect(report.totals).toMatchObject({ compared: 4, undecided: 1 });
    });
  });

  describe('of planted damage', () => {
    test('names groups that are missing, and no others', async () => {
      const { databases, uuids } = await moved(harness, 20);
      await databases.cell.addGroups([{ deleted: true }, { deleted: true }]);
      const planted = uuids.slice(0, N);
      for (const uuid of planted) {
        await deleteFromApi(databases.api.raw, uuid);
        await databases.api.raw.query('DELETE FROM cellbridge_receipts WHERE group_uuid = ?', uuid);
      }
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
        await raw.query(
          `UPDATE instance_group_policy SET policy = 'damaged' WHERE ${ofGroup}`,
          uuid,
        );
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
      await allowRepeatedUuids(raw);
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
        if (raw.dialect === 'postgresql') {
          await raw.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_group_id_fkey`);
        } else await raw.query('PRAGMA foreign_keys = OFF');
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

  test('goes on where it was stopped, and finds each finding once', async () => {
    const { databases, uuids } = await moved(harness, 12);
    const planted = uuids.slice(0, N);
    await rename(databases.api.raw, planted);
    const findings: Finding[] = [];
    let resumeFrom: string | undefined;
    let compared = 0;
    for (let calls = 0; calls < 100; calls += 1) {
      const controller = new AbortController();
      const { report } = await verified(databases, {
        batchSize: 2,
        resumeFrom,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      findings.push(...report.findings);
      compared += report.totals.compared;
      if (report.resumeFrom === null) break;
      resumeFrom = report.resumeFrom;
    }
    expect(compared).toBe(24);
    expectUuids(findings, 'different', planted);
  });

  test('keeps as many findings as it may, and counts all', async () => {
    const { databases, uuids } = await moved(harness, N);
    await rename(databases.api.raw, uuids.slice(0, N));
    const { report } = await verified(databases, { maxFindings: 2 });
    expect(report.findings).toHaveLength(2);
    expect(report).toMatchObject({ findingsOmitted: N - 2, counts: { different: N } });
  });

  test('names a cell that cannot be reached, and verifies the others', async () => {
    const { databases } = await moved(harness, 3);
    await databases.api.raw.query(
      `UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/at/all' WHERE name = 'cell1'`,
    );
    const { report } = await verified(databases);
    expect(report.outcome).toBe('unavailable');
    expect(report.unavailableCells.map(({ cellName }) => cellName)).toEqual(['cell1']);
    expect(report.totals.compared).toBe(3);
  });

  test('reports nothing while writers and the migrator run', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuids: string[] = [];
    for (const cell of databases.cells) {
      const added = await cell.addGroups(
        Array.from({ length: 60 }, () => ({ members: [randomUUID(), randomUUID()] })),
      );
      uuids.push(...added.map(({ uuid }) => uuid));
    }
    await using writers = await Deployment.open({ api: databases.api.url });
    const isOver = new AbortController();
    const write = async (own: readonly string[]) => {
      for (const [index, uuid] of own.entries()) await change(writers, uuid, index);
    };
    const traffic = Promise.all([
      move(databases, 4),
      ...[0, 1, 2].map((which) => write(uuids.filter((_, index) => index % 3 === which))),
    ]).finally(() => isOver.abort());
    const reports: VerifyReport[] = [];
    while (!isOver.signal.aborted)
      reports.push((await verified(databases, { batchSize: 9 })).report);
    await traffic;
    reports.push((await verified(databases)).report);
    expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
    expect(reports.at(-1)).toMatchObject({ outcome: 'clean', totals: { pending: 0 } });
  });
});

type Six = [string, string, string, string, string, string];

const none = { compared: 0, changed: 0, destroyed: 0, undecided: 0, pending: 0 };

async function verified(
  databases: TestDeployment,
  options: VerifyOptions = {},
): Promise<{ report: VerifyReport }> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  return { report: await verifyDeployment(deployment, options) };
}

async function move(databases: TestDeployment, batchSize?: number): Promise<void> {
  await using deployment = await Deployment.open({ api: databases.api.url });
  await runOnlineDataMigrations(deployment, [instanceGroupsMigration], { batchSize });
}

/** Two cells with so many groups each, moved. Gives the uuids of the first cell's. */
async function moved(
  harness: Harness,
  groups: number,
): Promise<{ databases: TestDeployment; uuids: string[] }> {
  const databases = await createDeployment(harness, { cells: 2 });
  const uuids: string[] = [];
  for (const cell of databases.cells) {
    const added = await cell.addGroups(
      Array.from({ length: groups }, () => ({ members: [randomUUID(), randomUUID()] })),
    );
    if (cell === databases.cell) uuids.push(...added.map(({ uuid }) => uuid));
  }
  await move(databases);
  return { databases, uuids };
}

/** Changes a group through the objects, in one of five ways. */
async function change(deployment: Deployment, uuid: string, way: number): Promise<void> {
  const context = deployment.adminContext();
  const group = await InstanceGroup.getByUuid(context, uuid);
  if (way % 5 === 0) await InstanceGroup.addMembers(context, uuid, [randomUUID()]);
  if (way % 5 === 1) await InstanceGroup.removeMembers(context, uuid, group.members.slice(0, 1));
  if (way % 5 === 2) await group.destroy();
  if (way % 5 === 3) {
    group.name = `renamed-${way}`;
    await group.save();
  }
  if (way % 5 === 4) await InstanceGroup.create(context, { name: 'new', policies: ['affinity'] });
}

function seeds(uuids: readonly string[]): { uuid: string; name: string }[] {
  return uuids.map((uuid) => ({ uuid, name: 'same' }));
}

async function rename(raw: RawDatabase, uuids: readonly string[], column = 'name'): Promise<void> {
  for (const uuid of uuids) {
    await raw.query(`UPDATE instance_groups SET ${column} = 'damaged' WHERE uuid = ?`, uuid);
  }
}

/** Takes away the constraint that no two groups of the API database have one uuid. */
async function allowRepeatedUuids(raw: RawDatabase): Promise<void> {
  if (raw.dialect === 'postgresql') {
    await raw.query('ALTER TABLE instance_groups DROP CONSTRAINT uniq_instance_groups0uuid');
    return;
  }
  await raw.query('PRAGMA foreign_keys = OFF');
  await raw.query('CREATE TABLE copy AS SELECT * FROM instance_groups');
  await raw.query('DROP TABLE instance_groups');
  await raw.query('ALTER TABLE copy RENAME TO instance_groups');
}

async function deleteFromApi(raw: RawDatabase, uuid: string): Promise<void> {
  for (const table of ['instance_group_member', 'instance_group_policy']) {
    await raw.query(
      `DELETE FROM ${table} WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      uuid,
    );
  }
  await raw.query('DELETE FROM instance_groups WHERE uuid = ?', uuid);
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

/** That a report names these groups, and finds nothing else. */
function expectFound(
  report: VerifyReport,
  kind: FindingKind,
  uuids: readonly string[],
  others: Partial<Record<FindingKind, number>> = {},
): void {
  expect(report.outcome).toBe('findings');
  expectUuids(report.findings, kind, uuids);
  const found = Object.entries(report.counts).filter(([, count]) => count > 0);
  expect(Object.fromEntries(found)).toEqual({ [kind]: uuids.length, ...others });
}

function expectUuids(findings: readonly Finding[], kind: FindingKind, uuids: readonly string[]) {
  const named = findings.filter((finding) => finding.kind === kind);
  expect(named.map(({ groupUuid }) => groupUuid).sort()).toEqual([...uuids].sort());
}
