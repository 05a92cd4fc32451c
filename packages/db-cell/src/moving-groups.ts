import type { Reader, Transaction } from '@cellbridge/database';
import { cellTables } from '@cellbridge/schema';
import { and, asc, count, eq, gt, max, ne, sql } from 'drizzle-orm';
import type { CellGroup } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';

/**
 * A policy or member row that {@link takeGroups} soft-deleted. Time stamps are
 * `YYYY-MM-DD HH:MM:SS.ffffff`, UTC.
 */
export interface TakenRow {
  readonly id: number;
  readonly groupId: number;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/**
 * Soft-deletes locked groups with their live policies and members, and returns the latter two in
 * the order of their ids: reading and clean-up in one. Three statements, whatever the number.
 */
export async function takeGroups(
  transaction: Transaction,
  groupIds: readonly number[],
  now: string,
): Promise<{ policies: TakenRow[]; members: TakenRow[] }> {
  const { dialect } = transaction;
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = cellTables(dialect.name);
  const policies = await transaction
    .update(instanceGroupPolicy)
    .set({ deleted: sql`${instanceGroupPolicy.id}`, deletedAt: now })
    .where(
      and(
        dialect.anyOf(instanceGroupPolicy.groupId, groupIds, 'integer'),
        eq(instanceGroupPolicy.deleted, 0),
      ),
    )
    .returning({
      id: instanceGroupPolicy.id,
      groupId: instanceGroupPolicy.groupId,
      value: instanceGroupPolicy.policy,
      createdAt: instanceGroupPolicy.createdAt,
      updatedAt: instanceGroupPolicy.updatedAt,
    });
  const members = await transaction
    .update(instanceGroupMember)
    .set({ deleted: sql`${instanceGroupMember.id}`, deletedAt: now })
    .where(
      and(
        dialect.anyOf(instanceGroupMember.groupId, groupIds, 'integer'),
        eq(instanceGroupMember.deleted, 0),
      ),
    )
    .returning({
      id: instanceGroupMember.id,
      groupId: instanceGroupMember.groupId,
      value: instanceGroupMember.instanceId,
      createdAt: instanceGroupMember.createdAt,
      updatedAt: instanceGroupMember.updatedAt,
    });
  await transaction
    .update(instanceGroups)
    .set({ deleted: sql`${instanceGroups.id}`, deletedAt: now })
    .where(dialect.anyOf(instanceGroups.id, groupIds, 'integer'));
  const byId = (left: TakenRow, right: TakenRow) => left.id - right.id;
  return { policies: policies.sort(byId), members: members.sort(byId) };
}

/** Finds live groups by the ids of their rows, whole. One statement. */
export async function findGroupsById(
  reader: Reader,
  groupIds: readonly number[],
): Promise<CellGroup[]> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const rows = await reader
    .select(groupColumns(reader))
    .from(instanceGroups)
    .where(
      and(
        reader.dialect.anyOf(instanceGroups.id, groupIds, 'integer'),
        eq(instanceGroups.deleted, 0),
      ),
    )
    .orderBy(asc(instanceGroups.id));
  return rows.map(toGroup);
}

/** The highest id that a group of this cell has, live or not; 0 where there is none. */
export async function findHighestGroupId(reader: Reader): Promise<number> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const [row] = await reader.select({ id: max(instanceGroups.id) }).from(instanceGroups);
  return Number(row?.id ?? 0);
}

/** Counts the live groups. */
export function countLiveGroups(reader: Reader): Promise<number> {
  return countLive(reader, 'instanceGroups');
}

/** Counts the live members, whether their groups are live or not: one pass over the table. */
export function countLiveMembers(reader: Reader): Promise<number> {
  return countLive(reader, 'instanceGroupMember');
}

async function countLive(
  reader: Reader,
  name: 'instanceGroups' | 'instanceGroupMember',
): Promise<number> {
  const table = cellTables(reader.dialect.name)[name];
  const [row] = await reader.select({ rows: count() }).from(table).where(eq(table.deleted, 0));
  return Number(row?.rows ?? 0);
}

/** Whether there is a live group above an id. Stops at the first. */
export async function hasLiveGroups(reader: Reader, afterId: number): Promise<boolean> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const rows = await reader
    .select({ id: instanceGroups.id })
    .from(instanceGroups)
    .where(and(gt(instanceGroups.id, afterId), eq(instanceGroups.deleted, 0)))
    .orderBy(asc(instanceGroups.id))
    .limit(1);
  return rows.length > 0;
}

/** Those of the rows that are live. */
export async function findLiveIds(reader: Reader, groupIds: readonly number[]): Promise<number[]> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const rows = await reader
    .select({ id: instanceGroups.id })
    .from(instanceGroups)
    .where(
      and(
        reader.dialect.anyOf(instanceGroups.id, groupIds, 'integer'),
        eq(instanceGroups.deleted, 0),
      ),
    );
  return rows.map(({ id }) => id);
}

/** The highest id that a live member of a group has; 0 where it has none. */
export async function findHighestMemberId(reader: Reader, groupId: number): Promise<number> {
  const { instanceGroupMember } = cellTables(reader.dialect.name);
  const [row] = await reader
    .select({ id: max(instanceGroupMember.id) })
    .from(instanceGroupMember)
    .where(and(eq(instanceGroupMember.groupId, groupId), eq(instanceGroupMember.deleted, 0)));
  return Number(row?.id ?? 0);
}

/**
 * A live member row under a group that is soft-deleted. Time stamps are
 * `YYYY-MM-DD HH:MM:SS.ffffff`, UTC.
 */
export interface DetachedMember {
  readonly id: number;
  readonly groupId: number;
  readonly groupUuid: string;
  readonly instanceUuid: string | null;
}

/**
 * Lists live member rows under soft-deleted groups, in the order of their ids, from `afterId` on:
 * stranded ones where the group has moved, orphans where it has not.
 */
export async function listDetachedMembers(
  reader: Reader,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<DetachedMember[]> {
  const { instanceGroups, instanceGroupMember } = cellTables(reader.dialect.name);
  return await reader
    .select({
      id: instanceGroupMember.id,
      groupId: instanceGroupMember.groupId,
      groupUuid: instanceGroups.uuid,
      instanceUuid: instanceGroupMember.instanceId,
    })
    .from(instanceGroupMember)
    .innerJoin(instanceGroups, eq(instanceGroups.id, instanceGroupMember.groupId))
    .where(
      and(
        gt(instanceGroupMember.id, afterId),
        eq(instanceGroupMember.deleted, 0),
        ne(instanceGroups.deleted, 0),
      ),
    )
    .orderBy(asc(instanceGroupMember.id))
    .limit(limit);
}

/** Locks member rows that are live still, in the order of their ids. */
export async function lockMembers(
  transaction: Transaction,
  memberIds: readonly number[],
): Promise<Pick<DetachedMember, 'id' | 'instanceUuid'>[]> {
  const { dialect } = transaction;
  const { instanceGroupMember } = cellTables(dialect.name);
  return await dialect.lock(
    transaction
      .select({ id: instanceGroupMember.id, instanceUuid: instanceGroupMember.instanceId })
      .from(instanceGroupMember)
      .where(
        and(
          dialect.anyOf(instanceGroupMember.id, memberIds, 'integer'),
          eq(instanceGroupMember.deleted, 0),
        ),
      )
      .orderBy(asc(instanceGroupMember.id)),
  );
}

/** Soft-deletes member rows that are locked. */
export async function softDeleteMemberRows(
  transaction: Transaction,
  memberIds: readonly number[],
  now: string,
): Promise<void> {
  const { instanceGroupMember } = cellTables(transaction.dialect.name);
  await transaction
    .update(instanceGroupMember)
    .set({ deleted: sql`${instanceGroupMember.id}`, deletedAt: now })
    .where(transaction.dialect.anyOf(instanceGroupMember.id, memberIds, 'integer'));
}
