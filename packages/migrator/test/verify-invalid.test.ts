import { InstanceGroupList } from '@cellbridge/objects';
import { forEachDialect, type TestDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { openDeployment } from './support/move.js';
import { alter, detailsOf, expectFound, moved, N, verified } from './support/verification.js';

const TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'] as const;
const OF_GROUP = 'group_id = (SELECT id FROM instance_groups WHERE uuid = ?)';

forEachDialect('verifyDeployment of rows that nobody can make sense of', (harness) => {
  test('names members of the API database without an instance uuid', async () => {
    const { databases, uuids } = await moved(harness, 2 * N);
    const planted = uuids.slice(0, N);
    for (const uuid of planted) {
      await databases.api.raw.query(
        `INSERT INTO instance_group_member (created_at, group_id, instance_uuid)
         SELECT created_at, id, NULL FROM instance_groups WHERE uuid = ?`,
        uuid,
      );
    }
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'invalid', planted);
    for (const details of detailsOf(report, 'invalid')) {
      expect(details).toMatch(/^Member row \d+ of the API database has no instance uuid\.$/);
    }
  });

  test.each([
    ['max_server_per_host: 3', {}],
    ['[]', {}],
    ['"3"', {}],
    ['3', {}],
    ['null', {}],
    ['{"max_server_per_host": 3', {}],
    // These have names of rules, which did not move.
    ['{"max_server_per_host": "many"}', { different: N }],
    ['{"max_server_per_host": "3.5"}', { different: N }],
    ['{"max_server_per_host": null}', { different: N }],
  ] as const)('names the rules %s, and reads them all the same', async (rules, others) => {
    const { databases, uuids } = await moved(harness, N + 1);
    const planted = uuids.slice(0, N);
    await alter(databases.api.raw, planted, ['instance_group_policy', 'rules'], rules);
    const { report } = await verified(databases, { batchSize: 3 });
    expectFound(report, 'invalid', planted, others);
    for (const details of detailsOf(report, 'invalid')) {
      expect(details).toContain(
        `are not a JSON object of whole numbers: ${JSON.stringify(rules)}.`,
      );
    }
    await using deployment = await openDeployment(databases);
    const groups = await InstanceGroupList.getAll(deployment.adminContext());
    expect(groups).toHaveLength(2 * N + 2);
  });

  test.each(TABLES)(
    'names rows of %s in a cell that are neither live nor deleted',
    async (table) => {
      const { databases } = await moved(harness, 1);
      const added = await databases.cell.addGroups(
        Array.from({ length: N }, () => ({ deleted: true, members: ['a'] })),
      );
      const key = table === 'instance_groups' ? 'id' : 'group_id';
      for (const { id } of added) {
        await databases.cell.raw.query(`UPDATE ${table} SET deleted = NULL WHERE ${key} = ?`, id);
      }
      const { report } = await verified(databases, { batchSize: 3 });
      expectFound(
        report,
        'invalid',
        added.map(({ uuid }) => uuid),
      );
      for (const details of detailsOf(report, 'invalid')) {
        expect(details).toMatch(
          /row \d+ of the cell is neither live nor soft-deleted: its "deleted"/,
        );
      }
    },
  );

  test('names a row that moved and is not deleted any more, nor live', async () => {
    const { databases, uuids } = await moved(harness, 2);
    const [uuid = ''] = uuids;
    await databases.cell.raw.query(
      'UPDATE instance_groups SET deleted = NULL WHERE uuid = ?',
      uuid,
    );
    expectFound((await verified(databases)).report, 'invalid', [uuid]);
  });

  test('never fails, whatever the columns hold', async () => {
    const { databases, uuids } = await moved(harness, 6);
    await plantNonsense(databases, uuids);
    expect((await verified(databases)).report.counts).toMatchObject({ different: 4 });
  });
});

describe('verifyDeployment of what SQLite takes for a time stamp', () => {
  const harness = useHarness('sqlite');

  test.each([`'yesterday'`, '1471986552', '-1.5'])('never fails on %s', async (value) => {
    const { databases, uuids } = await moved(harness, 6);
    const { api, cell } = databases;
    const [, , , stamp = '', moment = ''] = uuids;
    await plantNonsense(databases, uuids);
    for (const table of TABLES) {
      await api.raw.query(
        `UPDATE ${table} SET created_at = ${value}
         WHERE ${table === 'instance_groups' ? 'uuid = ?' : OF_GROUP}`,
        stamp,
      );
    }
    await api.raw.query(
      `UPDATE cellbridge_receipts SET moved_at = ${value} WHERE group_uuid = ?`,
      moment,
    );
    await cell.raw.query(
      `UPDATE instance_groups SET deleted_at = ${value}, deleted = 'x' WHERE uuid = ?`,
      moment,
    );
    await alter(api.raw, [moment], ['instance_groups', 'name'], 'damaged');
    expect((await verified(databases)).report.counts).toMatchObject({ different: 6 });
  });
});

describe('verifyDeployment of what SQLite keeps as bytes in the API database', () => {
  const harness = useHarness('sqlite');

  test.each([
    ['instance_groups', 'uuid'],
    ['instance_group_member', 'instance_uuid'],
  ] as const)('names the rows of %s whose %s is bytes', async (table, column) => {
    const { databases, uuids } = await moved(harness, N + 1);
    const planted = uuids.slice(0, N);
    const key = table === 'instance_groups' ? 'id' : 'group_id';
    for (const uuid of planted) {
      await databases.api.raw.query(
        `UPDATE ${table} SET ${column} = cast(${column} as blob)
         WHERE ${key} = (SELECT id FROM instance_groups WHERE uuid = ?)`,
        uuid,
      );
    }
    const { report } = await verified(databases, { batchSize: 3 });
    for (const details of detailsOf(report, 'invalid')) {
      expect(details).toMatch(
        `of ${table} in the API database holds its uuid as bytes, not as text.`,
      );
    }
    const named = report.findings.filter(({ kind }) => kind === 'invalid');
    expect(new Set(named.map(({ groupUuid }) => groupUuid))).toEqual(new Set(planted));
  });
});

/** Plants in the first three of the groups that have moved what nobody can make sense of. */
async function plantNonsense(
  { api, cell }: TestDeployment,
  [receipt = '', changed = '', proof = '']: readonly string[],
): Promise<void> {
  await api.raw.query(
    `UPDATE cellbridge_receipts SET digest = '....', run_id = '', last_member_id = -1
     WHERE group_uuid = ?`,
    receipt,
  );
  await api.raw.query(
    `UPDATE cellbridge_receipts SET changed = ',,x,' WHERE group_uuid = ?`,
    changed,
  );
  await cell.raw.query(
    `UPDATE instance_group_policy SET policy = 'cellbridge:moved:'
     WHERE policy LIKE 'cellbridge:%' AND ${OF_GROUP}`,
    proof,
  );
}
