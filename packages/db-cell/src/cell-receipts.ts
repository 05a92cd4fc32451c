/**
 * Cell receipts: proof in the cell itself of which groups have moved from it.
 *
 * A cell receipt is a row of `instance_group_policy` that is soft-deleted from the start. The transaction that
 * soft-deletes the group writes it, so the two commit or vanish together. Nova never reads it, and archives it
 * with its group.
 */

import { sql } from 'drizzle-orm';
import type { CellReader, CellTransaction } from './cell-database.js';

/** The start of the `policy` of a cell receipt. */
export const MOVED_PREFIX = 'cellbridge:moved:';

/** `cellbridge:moved:<cell uuid>:<run id>:<digest>`: both uuids have 36 characters. */
const CELL_UUID_AT = MOVED_PREFIX.length + 1;
const RUN_ID_AT = CELL_UUID_AT + 37;
const DIGEST_AT = RUN_ID_AT + 37;

/** The cell's side of the proof that a group has moved. */
export interface CellReceipt {
  /** The id of the cell's row that was moved. */
  readonly cellGroupId: number;
  /** The cell as it was mapped then. If its uuid differs from today's, the cell was mapped again. */
  readonly cellUuid: string;
  /** The run that moved it, as the receipt in the API database names it. */
  readonly runId: string;
  /** The digest in the receipt in the API database. */
  readonly digest: string;
}

/** A cell receipt as found. */
export interface FoundCellReceipt extends CellReceipt {
  /** The id of the receipt's row. */
  readonly id: number;
  /** The group's uuid; `null` if its row is gone. */
  readonly groupUuid: string | null;
}

/** How many groups a run has moved from a cell, and the sum of the ids of their rows. */
export interface RunSummary {
  readonly cellUuid: string;
  readonly runId: string;
  readonly groups: number;
  readonly idSum: number;
}

/** Writes cell receipts for groups that this transaction soft-deletes. One statement. */
export async function insertCellReceipts(
  transaction: CellTransaction,
  receipts: readonly CellReceipt[],
  now: string,
): Promise<void> {
  if (receipts.length === 0) return;
  const { instanceGroupPolicy } = transaction.tables;
  const groupIds = receipts.map(({ cellGroupId }) => cellGroupId);
  const policies = receipts.map(
    ({ cellUuid, runId, digest }) => `${MOVED_PREFIX}${cellUuid}:${runId}:${digest}`,
  );
  const stamps = { type: 'timestamp', values: receipts.map(() => now) } as const;
  await transaction.insertRows(instanceGroupPolicy, {
    created_at: stamps,
    deleted_at: stamps,
    deleted: { type: 'integer', values: groupIds },
    policy: { type: 'text', values: policies },
    group_id: { type: 'integer', values: groupIds },
  });
}

/** Returns whether the database has the tables to which Nova archives the groups' rows. */
export async function hasArchive(reader: CellReader): Promise<boolean> {
  return await reader.hasColumn('shadow_instance_group_policy', 'id');
}

/** Counts the cell receipts of each run, including archived ones. One statement. */
export async function summarizeCellReceipts(
  reader: CellReader,
  { withArchive }: { withArchive: boolean },
): Promise<RunSummary[]> {
  const receiptsOf = (table: string) => sql`
    select group_id, policy from ${sql.identifier(table)}
    where deleted <> 0 and policy like ${`${MOVED_PREFIX}%`}`;
  const archived = withArchive
    ? sql` union all ${receiptsOf('shadow_instance_group_policy')}`
    : sql``;
  const rows = await reader.all<Record<'cell_uuid' | 'run_id', string> & Record<string, unknown>>(
    sql`select cell_uuid, run_id, count(*) as group_count, sum(group_id) as id_sum from (
      select substr(policy, ${sql.raw(String(CELL_UUID_AT))}, 36) as cell_uuid,
        substr(policy, ${sql.raw(String(RUN_ID_AT))}, 36) as run_id, group_id
      from (${receiptsOf('instance_group_policy')}${archived}) as receipts
    ) as parts group by cell_uuid, run_id order by cell_uuid, run_id`,
  );
  return rows.map(({ cell_uuid, run_id, group_count, id_sum }) => ({
    cellUuid: cell_uuid,
    runId: run_id,
    groups: Number(group_count),
    idSum: Number(id_sum),
  }));
}

/**
 * Lists cell receipts in the order of their rows, from `afterId` on: either those that Nova has not archived,
 * or the archived ones; of some groups if `groupIds` are given.
 */
export async function listCellReceipts(
  reader: CellReader,
  {
    archived,
    afterId = 0,
    limit,
    groupIds,
  }: { archived: boolean; afterId?: number; limit: number; groupIds?: readonly number[] },
): Promise<FoundCellReceipt[]> {
  const uuidIn = (table: string) => sql`
    (select max(uuid) from ${sql.identifier(table)} where id = receipt.group_id)`;
  // The group of an archived row may be archived too, and its id may have been used again since.
  const groupUuid = archived
    ? sql`coalesce(${uuidIn('shadow_instance_groups')}, ${uuidIn('instance_groups')})`
    : uuidIn('instance_groups');
  const table = sql.identifier(archived ? 'shadow_instance_group_policy' : 'instance_group_policy');
  const ofGroups = groupIds
    ? sql`and ${reader.dialect.anyOf(sql`receipt.group_id`, groupIds, 'integer')}`
    : sql``;
  const rows = await reader.all<{
    id: number;
    group_id: number;
    policy: string;
    group_uuid: string | null;
  }>(sql`
    select receipt.id, receipt.group_id, receipt.policy, ${groupUuid} as group_uuid
    from ${table} as receipt
    where receipt.id > ${afterId} and receipt.deleted <> 0
      and receipt.policy like ${`${MOVED_PREFIX}%`} ${ofGroups}
    order by receipt.id limit ${limit}`);
  return rows.map(({ id, group_id, policy, group_uuid }) => ({
    id,
    cellGroupId: group_id,
    cellUuid: policy.slice(CELL_UUID_AT - 1, CELL_UUID_AT + 35),
    runId: policy.slice(RUN_ID_AT - 1, RUN_ID_AT + 35),
    digest: policy.slice(DIGEST_AT - 1),
    groupUuid: group_uuid,
  }));
}

/** Returns the groups with policies besides a cell receipt, live, soft-deleted or, with `withArchive`, archived. */
export async function findGroupsWithPolicies(
  reader: CellReader,
  groupIds: readonly number[],
  { withArchive }: { withArchive: boolean },
): Promise<Set<number>> {
  const idsIn = (table: string) => sql`
    select group_id from ${sql.identifier(table)}
    where ${reader.dialect.anyOf(sql`group_id`, groupIds, 'integer')}
      and (policy is null or policy not like ${`${MOVED_PREFIX}%`})`;
  const archived = withArchive ? sql` union ${idsIn('shadow_instance_group_policy')}` : sql``;
  const rows = await reader.all<{ group_id: number }>(
    sql`${idsIn('instance_group_policy')}${archived}`,
  );
  return new Set(rows.map(({ group_id }) => group_id));
}

/** Changes the cell uuid in the cell receipts of a cell that was mapped again, by the ids of their rows. */
export async function renameCellReceipts(
  transaction: CellTransaction,
  { ids, archived }: { ids: readonly number[]; archived: boolean },
  cellUuid: string,
): Promise<void> {
  const table = sql.identifier(archived ? 'shadow_instance_group_policy' : 'instance_group_policy');
  await transaction.run(sql`
    update ${table}
    set policy = ${`${MOVED_PREFIX}${cellUuid}`} || substr(policy, ${sql.raw(String(RUN_ID_AT - 1))})
    where ${transaction.dialect.anyOf(sql`id`, ids, 'integer')}`);
}
