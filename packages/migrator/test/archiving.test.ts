import { type Deployment, InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import {
  type CellGroupSeed,
  createDeployment,
  forEachDialect,
  type RawDatabase,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  archiveDeletedRows,
  listQuarantined,
  migrationStatus,
  recoverDeployment,
  type VerifyReport,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { ARCHIVERS, backUpApi, backUpCell, purge } from './support/back-up.js';
import { move, openDeployment, runMove } from './support/move.js';

const uuidOf = (number: number) => `0f000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Groups that were deleted long ago, one of them with live rows of its own, and live ones. */
const SEEDS: readonly CellGroupSeed[] = [
  { uuid: uuidOf(1), members: ['of 1'], deleted: true },
  { uuid: uuidOf(2), members: ['of 2', 'also of 2'] },
  { uuid: uuidOf(3), members: ['of 3'], deleted: true },
  { uuid: uuidOf(4), members: ['of 4'] },
  { uuid: uuidOf(5), members: ['of 5'] },
];
const LIVE = SEEDS.filter(({ deleted }) => !deleted);

type Archiver = (raw: RawDatabase, databases: TestDeployment) => Promise<void>;

/** A group goes whole, or stays. */
const archiveByCellbridge: Archiver = async (raw, databases) => {
  await using deployment = await openDeployment(databases);
  const cells = databases.cells.filter((cell) => cell.raw === raw).map(({ uuid }) => uuid);
  expect(await archiveDeletedRows(deployment, { cells })).toMatchObject({ outcome: 'complete' });
};

const EVERY_ARCHIVER: readonly (readonly [name: string, archive: Archiver])[] = [
  ...Object.entries(ARCHIVERS).map(([release, archive]) => [`Nova ${release}`, archive] as const),
  ['Cellbridge', archiveByCellbridge],
];

for (const [archiver, archive] of EVERY_ARCHIVER) {
  forEachDialect(`${archiver} archives the cell`, (harness) => {
    async function makeDeployment(): Promise<TestDeployment> {
      const databases = await createDeployment(harness, { madeBy: 'adopted' });
      const groups = await databases.cell.addGroups(SEEDS);
      await addMemberByHand(databases.cell, groups[2]?.id ?? 0, 'orphan');
      return databases;
    }

    /** The same after the move, archived with a member that came too late. */
    async function archiveLateMember(): Promise<TestDeployment> {
      const databases = await makeDeployment();
      await move(databases);
      const [row] = await databases.cell.raw.query(
        'SELECT id FROM instance_groups WHERE uuid = ?',
        uuidOf(5),
      );
      await addMemberByHand(databases.cell, Number(row?.id), 'late');
      await archive(databases.cell.raw, databases);
      return databases;
    }

    test('before the move', async () => {
      const databases = await makeDeployment();
      await archive(databases.cell.raw, databases);
      await expectMoved(databases, LIVE);
    });

    test('between two batches', async () => {
      const databases = await makeDeployment();
      expect(await move(databases, { maxCount: 2, batchSize: 1 })).toMatchObject({
        outcome: 'more',
      });
      await archive(databases.cell.raw, databases);
      await using deployment = await openDeployment(databases);
      await expectSame(deployment, LIVE);
      await expectMoved(databases, LIVE);
    });

    test('after a crash between the commit and the soft delete', async () => {
      const databases = await makeDeployment();
      const restore = await backUpCell(databases.cell.raw);
      await move(databases);
      await restore();
      await archive(databases.cell.raw, databases);
      await using deployment = await openDeployment(databases);
      await expectSame(deployment, LIVE);
      await expectMoved(databases, LIVE);
    });

    test('after the move, twice', async () => {
      const databases = await makeDeployment();
      await move(databases);
      for (const _time of [1, 2]) {
        await archive(databases.cell.raw, databases);
        await expectMoved(databases, LIVE);
      }
    });

    test('after the move, and the API database goes back', async () => {
      const databases = await makeDeployment();
      const restore = await backUpApi(databases.api.raw);
      await move(databases);
      const moved = await databases.api.groups();
      await archive(databases.cell.raw, databases);
      await restore();
      expect(await move(databases)).toMatchObject({ outcome: 'failed' });
      await using deployment = await openDeployment(databases);
      expect(await recoverDeployment(deployment)).toMatchObject({
        outcome: 'complete',
        cells: [{ groups: LIVE.length, unrecoverable: [] }],
      });
      expect(await databases.api.groups()).toEqual(moved);
      await expectMoved(databases, LIVE);
    });

    test('after the move, and new groups take the ids of the old ones', async () => {
      const databases = await makeDeployment();
      const { cell } = databases;
      await move(databases);
      let expected = LIVE;
      for (const number of [6, 7]) {
        await archive(cell.raw, databases);
        const seed = { uuid: uuidOf(number), members: [`of ${number}`] };
        await addGroupByHand(databases, seed);
        expected = [...expected, seed];
        await using deployment = await openDeployment(databases);
        await expectSame(deployment, expected);
        await expectMoved(databases, expected);
      }
      const restore = await backUpApi(databases.api.raw);
      const moved = await databases.api.groups();
      await archive(cell.raw, databases);
      await databases.api.raw.query('DELETE FROM instance_group_member');
      await databases.api.raw.query('DELETE FROM instance_group_policy');
      await databases.api.raw.query('DELETE FROM instance_groups');
      await databases.api.raw.query('DELETE FROM cellbridge_receipts');
      await using deployment = await openDeployment(databases);
      expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
      expect(await databases.api.groups()).toEqual(moved);
      await restore();
      await expectMoved(databases, expected);
    });

    test('and a member that comes in late follows its group, under whatever id', async () => {
      const databases = await makeDeployment();
      await move(databases);
      const groupId = Number(
        (
          await databases.api.raw.query(
            'SELECT cell_group_id AS id FROM cellbridge_receipts WHERE group_uuid = ?',
            uuidOf(5),
          )
        )[0]?.id,
      );
      const members = ['of 5'];
      for (const late of ['first', 'second', 'third']) {
        // Where the group itself is archived, nobody finds it in the cell to add a member to it.
        const [row] = await databases.cell.raw.query(
          'SELECT id FROM instance_groups WHERE id = ?',
          groupId,
        );
        if (!row) break;
        await addMemberByHand(databases.cell, groupId, late);
        members.push(late);
        expect(await move(databases)).toMatchObject({ outcome: 'complete' });
        await using deployment = await openDeployment(databases);
        const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuidOf(5));
        expect(group.members).toEqual(members);
        await databases.cell.raw.query('DELETE FROM instance_group_member WHERE deleted <> 0');
      }
    });

    test('before a run lets a late member follow its group', async () => {
      const databases = await archiveLateMember();
      {
        await using deployment = await openDeployment(databases);
        expect(await migrationStatus(deployment)).toMatchObject({
          ready: false,
          cells: [{ stranded: 1 }],
        });
        expect(damageIn(await verifyDeployment(deployment))).toMatchObject([
          { kind: 'stranded', groupUuid: uuidOf(5), details: expect.stringContaining('("late")') },
        ]);
      }
      const seeds = LIVE.map((seed) =>
        seed.uuid === uuidOf(5) ? { ...seed, members: ['of 5', 'late'] } : seed,
      );
      for (const _run of [1, 2]) await expectMoved(databases, seeds);
      await using deployment = await openDeployment(databases);
      await InstanceGroup.removeMembers(deployment.adminContext(), uuidOf(5), ['late']);
      await expectMoved(databases, LIVE);
    });

    test('before the instance of a late member is deleted', async () => {
      const databases = await archiveLateMember();
      {
        await using deployment = await openDeployment(databases);
        const context = deployment.adminContext();
        expect(await InstanceGroup.destroyMembersBulk(context, ['late'])).toBe(1);
        expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
      }
      await expectMoved(databases, LIVE);
    });

    test('before late members follow a group that two cells held', async () => {
      const databases = await createDeployment(harness, { madeBy: 'adopted', cells: 2 });
      for (const cell of databases.cells) {
        await cell.addGroups([{ uuid: uuidOf(1), members: ['of 1'] }]);
      }
      expect(await move(databases)).toMatchObject({ outcome: 'complete' });
      for (const [index, cell] of databases.cells.entries()) {
        await addMemberByHand(cell, 1, `late ${index}`);
        await archive(cell.raw, databases);
      }
      await using deployment = await openDeployment(databases);
      expect(await migrationStatus(deployment)).toMatchObject({
        ready: false,
        cells: [{ stranded: 1 }, { stranded: 1 }],
      });
      expect(await verifyDeployment(deployment)).toMatchObject({ counts: { stranded: 2 } });
      expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuidOf(1));
      expect([...group.members].sort()).toEqual(['late 0', 'late 1', 'of 1']);
      expect(await verifyDeployment(deployment)).toMatchObject({ findings: [] });
      expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
    });

    test('and an id in quarantine comes again for another group', async () => {
      const databases = await createDeployment(harness, { madeBy: 'adopted' });
      const { api, cell } = databases;
      await api.addGroups([{ uuid: uuidOf(1), name: 'of the API' }]);
      await cell.addGroups([{ uuid: uuidOf(1), name: 'of the cell' }]);
      expect(await move(databases)).toMatchObject({ outcome: 'quarantined' });
      await cell.raw.query('UPDATE instance_groups SET deleted = id');
      await archive(cell.raw, databases);
      await addGroupByHand(databases, { uuid: uuidOf(2), name: 'too' });
      await api.addGroups([{ uuid: uuidOf(2), name: 'of the API too' }]);
      expect(await move(databases)).toMatchObject({ outcome: 'quarantined' });
      await using deployment = await openDeployment(databases);
      expect(await listQuarantined(deployment)).toMatchObject([
        { groupUuid: uuidOf(2), attempts: 1, reason: 'different' },
      ]);
      await cell.raw.query("UPDATE instance_groups SET name = 'of the API too' WHERE deleted = 0");
      expect(await move(databases)).toMatchObject({ outcome: 'complete' });
      expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
    });

    test('and what was archived is purged', async () => {
      const databases = await makeDeployment();
      await move(databases);
      await archive(databases.cell.raw, databases);
      if (archive !== ARCHIVERS['25 and later']) await purge(databases.cell.raw);
      await expectMoved(databases, LIVE);
    });
  });
}

/** Inserts a group as a writer does: the database generates the id. */
async function addGroupByHand(
  { cell: { raw } }: TestDeployment,
  { uuid = '', name = null, members = [] }: CellGroupSeed,
): Promise<void> {
  await raw.query(
    `INSERT INTO instance_groups (created_at, deleted, uuid, name, user_id, project_id)
     VALUES ('2024-02-01 00:00:00.000001', 0, ?, ?, 'user', 'project')`,
    uuid,
    name,
  );
  const group = `(SELECT id FROM instance_groups WHERE uuid = '${uuid}')`;
  const stamps = "'2024-02-01 00:00:00.000001', 0";
  await raw.query(
    `INSERT INTO instance_group_policy (created_at, deleted, policy, group_id)
     VALUES (${stamps}, 'anti-affinity', ${group})`,
  );
  for (const member of members) {
    await raw.query(
      `INSERT INTO instance_group_member (created_at, deleted, instance_id, group_id)
       VALUES (${stamps}, ?, ${group})`,
      member,
    );
  }
}

/** That the objects give these groups, and no other. */
async function expectSame(deployment: Deployment, seeds: readonly CellGroupSeed[]): Promise<void> {
  const context = deployment.adminContext();
  const groups = [...(await InstanceGroupList.getAll(context))];
  expect(groups.map(({ uuid }) => uuid).sort()).toEqual(seeds.map(({ uuid }) => uuid));
  for (const { uuid = '', members } of seeds) {
    const group = await InstanceGroup.getByUuid(context, uuid);
    expect([...group.members].sort()).toEqual([...(members ?? [])].sort());
  }
}

/** That the rest moves, both sides agree, and nothing is lost; the rows of a cell may be gone. */
async function expectMoved(
  databases: TestDeployment,
  seeds: readonly CellGroupSeed[],
): Promise<void> {
  await using deployment = await openDeployment(databases);
  const report = await runMove(deployment);
  expect([report.outcome, report.migrations.map(({ error }) => error)]).toEqual([
    'complete',
    [undefined],
  ]);
  await expectSame(deployment, seeds);
  expect(damageIn(await verifyDeployment(deployment))).toEqual([]);
  expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
  expect(await recoverDeployment(deployment)).toMatchObject({
    outcome: 'complete',
    cells: [{ groups: 0, receipts: 0, remapped: 0 }],
  });
  expect(await databases.cell.liveGroups()).toEqual([]);
}

/** Orphans are Nova's own. */
function damageIn({ findings }: VerifyReport): VerifyReport['findings'] {
  return findings.filter(({ kind }) => kind !== 'orphaned');
}
