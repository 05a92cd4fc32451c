/** Making soft-deleted groups live again: the way back of groups that have moved. */
import { setImmediate } from 'node:timers/promises';
import { type GroupRow, groupRowColumns } from '@cellbridge/db-common';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { CellReader, CellTransaction } from './cell-database.js';
import { MOVED_PREFIX } from './cell-receipts.js';
import { isLive } from './is-live.js';

/** A policy or member that a group gets: its value (a policy, an instance uuid) and its timestamps. */
export interface RevivedPart {
  readonly value: string;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** What a group is when it is live again. Timestamps are `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export interface RevivedGroup extends GroupRow {
  readonly policies: readonly RevivedPart[];
  readonly members: readonly RevivedPart[];
}

/** How many rows of huge groups one statement inserts. */
const ROWS_AT_ONCE = 10_000;

/**
 * Makes locked groups live again, by the ids of their soft-deleted rows, with exactly this content, and deletes their cell
 * receipts. Their former policies and members stay soft-deleted.
 *
 * Four statements, one for each group whose fields or timestamps are others now, and one more for every 10,000 members
 * or policies.
 *
 * @returns the ids of the groups that had a cell receipt.
 * @throws ConstraintError if the cell refuses a row.
 */
export async function reviveGroups(
  transaction: CellTransaction,
  groups: readonly RevivedGroup[],
): Promise<Set<number>> {
  if (groups.length === 0) return new Set();
  const { dialect } = transaction;
  const { instanceGroups, instanceGroupPolicy } = transaction.tables;
  const ids = groups.map(({ id }) => id);
  const areAsked = dialect.anyOf(instanceGroups.id, ids, 'integer');
  const rows = await transaction
    .select(groupRowColumns(instanceGroups))
    .from(instanceGroups)
    .where(areAsked);
  const before = new Map(rows.map((row) => [row.id, row]));
  await transaction.update(instanceGroups).set({ deleted: 0, deletedAt: null }).where(areAsked);
  for (const { id, name, userId, projectId, createdAt, updatedAt } of groups) {
    const now = { name, userId, projectId, createdAt, updatedAt };
    const row = before.get(id);
    const names = Object.keys(now) as (keyof typeof now)[];
    if (row && names.every((field) => row[field] === now[field])) continue;
    await transaction.update(instanceGroups).set(now).where(eq(instanceGroups.id, id));
  }
  const { groupId, policy } = instanceGroupPolicy;
  const areReceipts = and(
    dialect.anyOf(groupId, ids, 'integer'),
    sql`${policy} like ${`${MOVED_PREFIX}%`}`,
  );
  const receipts = await transaction.take(instanceGroupPolicy, { groupId }, areReceipts);
  await insertParts(transaction, groups, 'policies');
  await insertParts(transaction, groups, 'members');
  return new Set(receipts.map((receipt) => receipt.groupId));
}

async function insertParts(
  transaction: CellTransaction,
  groups: readonly RevivedGroup[],
  kind: 'policies' | 'members',
): Promise<void> {
  const { instanceGroupPolicy, instanceGroupMember } = transaction.tables;
  const [table, column] =
    kind === 'policies'
      ? ([instanceGroupPolicy, 'policy'] as const)
      : ([instanceGroupMember, 'instance_id'] as const);
  const parts = groups.flatMap((group) => group[kind].map((part) => ({ ...part, id: group.id })));
  for (let from = 0; from < parts.length; from += ROWS_AT_ONCE) {
    const some = parts.slice(from, from + ROWS_AT_ONCE);
    await transaction.insertRows(table, {
      created_at: { type: 'timestamp', values: some.map(({ createdAt }) => createdAt) },
      updated_at: { type: 'timestamp', values: some.map(({ updatedAt }) => updatedAt) },
      deleted: { type: 'integer', values: some.map(() => 0) },
      [column]: { type: 'text', values: some.map(({ value }) => value) },
      group_id: { type: 'integer', values: some.map(({ id }) => id) },
    });
    // A file database answers at once: other work runs between two pieces.
    if (some.length === ROWS_AT_ONCE) await setImmediate();
  }
}

/** Returns those of some groups that have a live policy or member, by the ids of their rows. */
export async function findGroupsWithLiveRows(
  reader: CellReader,
  groupIds: readonly number[],
): Promise<Set<number>> {
  const { instanceGroupPolicy, instanceGroupMember } = reader.tables;
  const idsIn = (table: typeof instanceGroupPolicy | typeof instanceGroupMember): SQL => sql`
    select group_id from ${table}
    where ${reader.dialect.anyOf(sql`group_id`, groupIds, 'integer')} and ${isLive(table)}`;
  const rows = await reader.all<{ group_id: number }>(
    sql`${idsIn(instanceGroupPolicy)} union ${idsIn(instanceGroupMember)}`,
  );
  return new Set(rows.map(({ group_id }) => group_id));
}
