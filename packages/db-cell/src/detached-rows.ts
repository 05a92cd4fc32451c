/** Live policy and member rows that no live group holds: stranded where the group has moved, else orphans. */
import type { Reader, Transaction } from '@cellbridge/database';
import { cellTables } from '@cellbridge/schema';
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { isLive, isSoftDeleted } from './is-live.js';

/** Which of a group's rows: its policies, or its members. */
export type RowKind = 'policy' | 'member';

/** A live policy or member row that no live group holds. */
export interface DetachedRow {
  readonly id: number;
  readonly groupId: number;
  /** The group's; `null` where the group has no row at all. */
  readonly groupUuid: string | null;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
}

/**
 * Lists live policy or member rows whose group is soft-deleted or not there, in the order of their
 * ids, from `afterId` on.
 */
export async function listDetachedRows(
  reader: Reader,
  kind: RowKind,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<DetachedRow[]> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const { table, value } = rowsOf(reader, kind);
  return await reader
    .select({
      id: table.id,
      groupId: table.groupId,
      groupUuid: sql<string | null>`${instanceGroups.uuid}`,
      value: sql<string | null>`${value}`,
    })
    .from(table)
    .leftJoin(instanceGroups, eq(instanceGroups.id, table.groupId))
    .where(
      and(
        gt(table.id, afterId),
        isLive(table),
        or(isNull(instanceGroups.id), isSoftDeleted(instanceGroups)),
      ),
    )
    .orderBy(asc(table.id))
    .limit(limit);
}

/** A live policy or member row. */
export interface LiveRow extends Pick<DetachedRow, 'id' | 'value'> {
  readonly createdAt: string | null;
}

/** Locks policy or member rows that are live still, in the order of their ids. */
export async function lockLiveRows(
  transaction: Transaction,
  kind: RowKind,
  ids: readonly number[],
): Promise<LiveRow[]> {
  const { dialect } = transaction;
  const { table, value } = rowsOf(transaction, kind);
  return await dialect.lock(
    transaction
      .select({ id: table.id, value: sql<string | null>`${value}`, createdAt: table.createdAt })
      .from(table)
      .where(and(dialect.anyOf(table.id, ids, 'integer'), isLive(table)))
      .orderBy(asc(table.id)),
  );
}

/** Soft-deletes policy or member rows that are locked. */
export async function softDeleteRows(
  transaction: Transaction,
  kind: RowKind,
  ids: readonly number[],
  now: string,
): Promise<void> {
  const { table } = rowsOf(transaction, kind);
  await transaction
    .update(table)
    .set({ deleted: sql`${table.id}`, deletedAt: now })
    .where(transaction.dialect.anyOf(table.id, ids, 'integer'));
}

function rowsOf(reader: Reader, kind: RowKind) {
  const { instanceGroupPolicy, instanceGroupMember } = cellTables(reader.dialect.name);
  return kind === 'policy'
    ? { table: instanceGroupPolicy, value: instanceGroupPolicy.policy }
    : { table: instanceGroupMember, value: instanceGroupMember.instanceId };
}
