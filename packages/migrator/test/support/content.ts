import type { TestDeployment } from '@cellbridge/testing';
import { expect } from 'vitest';

/** A cell receipt is soft-deleted from birth, with its group's id. */
const IS_RECEIPT = "policy LIKE 'cellbridge:%' AND deleted = group_id";

/** All that a move leaves behind, without what differs from one run to the next. */
export async function resultOf({ api, cells }: TestDeployment) {
  const receipts = await api.raw.query(
    'SELECT group_uuid, cell_uuid, cell_group_id, last_member_id FROM cellbridge_receipts',
  );
  const progress = await api.rows('cellbridge_progress');
  return {
    groups: await api.groups(),
    receipts: receipts.sort((left, right) =>
      String(left.group_uuid) < String(right.group_uuid) ? -1 : 1,
    ),
    rows: await countRows(api.raw, [
      'instance_groups',
      'instance_group_policy',
      'instance_group_member',
    ]),
    progress: progress.map(({ cell_uuid, state, found, done }) => ({
      cell_uuid,
      state,
      found,
      done,
    })),
    cells: await Promise.all(
      cells.map(async (cell) => {
        const { instance_groups, instance_group_policy, instance_group_member } =
          await cell.content();
        return [...instance_groups, ...instance_group_policy, ...instance_group_member].map(
          ({ id, deleted }) => ({ id, deleted }),
        );
      }),
    ),
  };
}

/**
 * That no group of the API database has a policy or a member twice, no row there is left without its
 * group, and what is soft-deleted in the cells is so as Nova has it.
 */
export async function expectSound({ api: { raw }, cells }: TestDeployment): Promise<void> {
  const twice = await raw.query(
    `SELECT group_id FROM instance_group_member GROUP BY group_id, instance_uuid HAVING count(*) > 1
     UNION ALL
     SELECT group_id FROM instance_group_policy GROUP BY group_id, policy HAVING count(*) > 1
     UNION ALL
     SELECT group_id FROM instance_group_member
     WHERE group_id NOT IN (SELECT id FROM instance_groups)`,
  );
  expect(twice).toEqual([]);
  for (const cell of cells) {
    for (const table of ['instance_groups', 'instance_group_policy', 'instance_group_member']) {
      const receipts = table === 'instance_group_policy' ? `AND NOT (${IS_RECEIPT})` : '';
      const wrong = `SELECT id, deleted FROM ${table}
        WHERE (deleted NOT IN (0, id) OR (deleted = 0) <> (deleted_at IS NULL)) ${receipts}`;
      expect(await cell.raw.query(wrong)).toEqual([]);
    }
  }
}

async function countRows(
  raw: TestDeployment['api']['raw'],
  tables: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await raw.query(`SELECT count(*) AS total FROM ${table}`);
    counts[table] = Number(row?.total);
  }
  return counts;
}
