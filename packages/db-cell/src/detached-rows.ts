/**
 * Live policy and member rows without a live group: stranded if the group has moved, else orphans.
 *
 * Nova's releases 23 and 24 archive everything under a soft-deleted group. That includes a member that was
 * added after the group had moved, before a run could make it follow.
 */

import { and, asc, count, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { CellReader, CellTransaction } from './cell-database.js';
import { isLive, isSoftDeleted, softDeletion } from './is-live.js';

/** The kind of row of a group: a policy or a member. */
export type RowKind = 'policy' | 'member';

/** The same, or a member in the table to which Nova archives them. */
export type DetachedKind = RowKind | 'archived-member';

/** A live policy or member row without a live group. */
export interface DetachedRow {
  readonly id: number;
  readonly groupId: number;
  /** The group's uuid; `null` if the group has no row at all. */
  readonly groupUuid: string | null;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
}

/**
 * Lists live policy or member rows whose group is soft-deleted or missing, in the order of their ids, from
 * `afterId` on. Lists an archived row only if its group is archived too: otherwise the group may have been
 * purged.
 */
export async function listDetachedRows(
  reader: CellReader,
  kind: DetachedKind,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<DetachedRow[]> {
  const { table, value, groups } = rowsOf(reader, kind);
  const isGone = isSoftDeleted(groups);
  return await reader
    .select({
      id: table.id,
      groupId: table.groupId,
      groupUuid: sql<string | null>`${groups.uuid}`,
      value: sql<string | null>`${value}`,
    })
    .from(table)
    .leftJoin(groups, eq(groups.id, table.groupId))
    .where(
      and(
        gt(table.id, afterId),
        isLive(table),
        kind === 'archived-member' ? isGone : or(isNull(groups.id), isGone),
      ),
    )
    .orderBy(asc(table.id))
    .limit(limit);
}

/** Counts the live rows, whether or not their groups are live: one scan of the table. */
export async function countLiveRows(reader: CellReader, kind: DetachedKind): Promise<number> {
  const { table } = rowsOf(reader, kind);
  const [row] = await reader.select({ rows: count() }).from(table).where(isLive(table));
  return Number(row?.rows ?? 0);
}

/** A live policy or member row. */
export interface LiveRow extends Pick<DetachedRow, 'id' | 'value'> {
  readonly createdAt: string | null;
}

/** Locks policy or member rows that are still live, in the order of their ids. */
export async function lockLiveRows(
  transaction: CellTransaction,
  kind: DetachedKind,
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

/** Soft-deletes locked policy or member rows. */
export async function softDeleteRows(
  transaction: CellTransaction,
  kind: DetachedKind,
  ids: readonly number[],
  now: string,
): Promise<void> {
  const { table } = rowsOf(transaction, kind);
  await transaction
    .update(table)
    .set(softDeletion(table, now))
    .where(transaction.dialect.anyOf(table.id, ids, 'integer'));
}

function rowsOf(reader: CellReader, kind: DetachedKind) {
  const {
    instanceGroups: groups,
    instanceGroupPolicy,
    instanceGroupMember,
    shadow,
  } = reader.tables;
  if (kind === 'policy') {
    return { table: instanceGroupPolicy, value: instanceGroupPolicy.policy, groups };
  }
  if (kind === 'member') {
    return { table: instanceGroupMember, value: instanceGroupMember.instanceId, groups };
  }
  const { instanceId: value } = shadow.instanceGroupMember;
  return { table: shadow.instanceGroupMember, value, groups: shadow.instanceGroups };
}
