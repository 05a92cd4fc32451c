import { setImmediate } from 'node:timers/promises';
import { and, asc, count, eq, gt, lte, max, type SQL, sql } from 'drizzle-orm';
import type { CellReader, CellTransaction } from './cell-database.js';
import type { CellGroup } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { isLive, isSoftDeleted, softDeletion } from './is-live.js';

/**
 * A policy or member row that {@link takeGroups} soft-deleted. Timestamps are `YYYY-MM-DD HH:MM:SS.ffffff`,
 * UTC.
 */
export interface TakenRow {
  readonly id: number;
  readonly groupId: number;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** How many members of a huge group one statement soft-deletes. */
const ROWS_AT_ONCE = 10_000;

/** The result of {@link takeGroups}; rows are in the order of their ids. */
export interface TakenGroups {
  readonly policies: readonly TakenRow[];
  readonly members: readonly TakenRow[];
  /** By group, the highest id of a member row, including rows that were soft-deleted before. */
  readonly lastMemberIds: ReadonlyMap<number, number>;
}

/**
 * Soft-deletes locked groups with their live policies and members, and returns these rows: reading and clean-up
 * in one. Takes a single group in pieces, because it may be huge.
 */
export async function takeGroups(
  transaction: CellTransaction,
  groupIds: readonly number[],
  now: string,
): Promise<TakenGroups> {
  const { dialect } = transaction;
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = transaction.tables;
  // First, because afterwards PostgreSQL reads two versions of each row.
  const lastMemberIds = await findLastDeletedMemberIds(transaction, groupIds);
  const { id, groupId, policy: value, createdAt, updatedAt } = instanceGroupPolicy;
  const policies = await transaction.take(
    instanceGroupPolicy,
    { id, groupId, value, createdAt, updatedAt },
    and(dialect.anyOf(groupId, groupIds, 'integer'), isLive(instanceGroupPolicy)),
    softDeletion(instanceGroupPolicy, now),
  );
  const areLive = and(
    dialect.anyOf(instanceGroupMember.groupId, groupIds, 'integer'),
    isLive(instanceGroupMember),
  );
  let members: TakenRow[] = [];
  if (groupIds.length > 1) {
    members = await takeMembers(transaction, areLive, now);
  } else {
    for (;;) {
      const taken = await takeMembers(transaction, areLive, now, ROWS_AT_ONCE);
      members = members.concat(taken);
      if (taken.length < ROWS_AT_ONCE) break;
      // A file database answers at once: other work runs between two pieces.
      await setImmediate();
    }
  }
  await transaction
    .update(instanceGroups)
    .set(softDeletion(instanceGroups, now))
    .where(dialect.anyOf(instanceGroups.id, groupIds, 'integer'));
  const byId = (left: TakenRow, right: TakenRow) => left.id - right.id;
  members.sort(byId);
  for (const { groupId, id } of members) {
    lastMemberIds.set(groupId, Math.max(id, lastMemberIds.get(groupId) ?? 0));
  }
  return { policies: policies.sort(byId), members, lastMemberIds };
}

/** Returns, by group, the highest id of a member row that is already soft-deleted. */
async function findLastDeletedMemberIds(
  reader: CellReader,
  groupIds: readonly number[],
): Promise<Map<number, number>> {
  const { instanceGroupMember } = reader.tables;
  const rows = await reader
    .select({ groupId: instanceGroupMember.groupId, id: max(instanceGroupMember.id) })
    .from(instanceGroupMember)
    .where(
      and(
        reader.dialect.anyOf(instanceGroupMember.groupId, groupIds, 'integer'),
        isSoftDeleted(instanceGroupMember),
      ),
    )
    .groupBy(instanceGroupMember.groupId);
  return new Map(rows.map(({ groupId, id }) => [groupId, Number(id ?? 0)]));
}

async function takeMembers(
  transaction: CellTransaction,
  which: SQL | undefined,
  now: string,
  most?: number,
): Promise<TakenRow[]> {
  const { instanceGroupMember } = transaction.tables;
  const { id, groupId, instanceId: value, createdAt, updatedAt } = instanceGroupMember;
  const fields = { id, groupId, value, createdAt, updatedAt };
  const change = softDeletion(instanceGroupMember, now);
  return await transaction.take(instanceGroupMember, fields, which, change, most);
}

/** A live group by the id of its row, and the number of its live members. */
export interface GroupSize {
  readonly id: number;
  readonly members: number;
}

/** Lists live groups with the number of their live members, in the order of their ids. One statement. */
export async function listGroupSizes(
  reader: CellReader,
  { afterId, upToId, limit }: { afterId: number; upToId: number; limit: number },
): Promise<GroupSize[]> {
  const { instanceGroups, instanceGroupMember } = reader.tables;
  // Nested, because otherwise Drizzle omits the table's name from a column of the outer query.
  const ofGroup = sql`${instanceGroupMember} m
    where m.group_id = ${instanceGroups.id} and m.deleted = 0`;
  const rows = await reader
    .select({ id: instanceGroups.id, members: sql<number>`(select count(*) from ${ofGroup})` })
    .from(instanceGroups)
    .where(
      and(gt(instanceGroups.id, afterId), lte(instanceGroups.id, upToId), isLive(instanceGroups)),
    )
    .orderBy(asc(instanceGroups.id))
    .limit(limit);
  return rows.map(({ id, members }) => ({ id, members: Number(members) }));
}

/** Finds whole live groups by the ids of their rows. One statement. */
export async function findGroupsById(
  reader: CellReader,
  groupIds: readonly number[],
): Promise<CellGroup[]> {
  const { instanceGroups } = reader.tables;
  const rows = await reader
    .select(groupColumns(reader))
    .from(instanceGroups)
    .where(
      and(reader.dialect.anyOf(instanceGroups.id, groupIds, 'integer'), isLive(instanceGroups)),
    )
    .orderBy(asc(instanceGroups.id));
  return rows.map(toGroup);
}

/** Returns the highest id of a group of this cell, live or not; 0 if there is none. */
export async function findHighestGroupId(reader: CellReader): Promise<number> {
  const { instanceGroups } = reader.tables;
  const [row] = await reader.select({ id: max(instanceGroups.id) }).from(instanceGroups);
  return Number(row?.id ?? 0);
}

/** Counts the live groups. */
export async function countLiveGroups(reader: CellReader): Promise<number> {
  const { instanceGroups } = reader.tables;
  const [row] = await reader
    .select({ rows: count() })
    .from(instanceGroups)
    .where(isLive(instanceGroups));
  return Number(row?.rows ?? 0);
}

/** Returns whether there is a live group above an id. Stops at the first. */
export async function hasLiveGroups(reader: CellReader, afterId: number): Promise<boolean> {
  const { instanceGroups } = reader.tables;
  const rows = await reader
    .select({ id: instanceGroups.id })
    .from(instanceGroups)
    .where(and(gt(instanceGroups.id, afterId), isLive(instanceGroups)))
    .orderBy(asc(instanceGroups.id))
    .limit(1);
  return rows.length > 0;
}

/** Returns the highest id of a group's member rows, soft-deleted or not; 0 if there is none. */
export async function findHighestMemberId(reader: CellReader, groupId: number): Promise<number> {
  const { instanceGroupMember } = reader.tables;
  const [row] = await reader
    .select({ id: max(instanceGroupMember.id) })
    .from(instanceGroupMember)
    .where(eq(instanceGroupMember.groupId, groupId));
  return Number(row?.id ?? 0);
}
