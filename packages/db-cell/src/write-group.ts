import {
  type GroupChanges,
  type GroupRow,
  groupRowColumns,
  isInScope,
  newMembers,
  type ProjectScope,
} from '@cellbridge/db-common';
import { and, asc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import type { CellReader, CellTransaction, TablesOfCell } from './cell-database.js';
import { isLive, isSoftDeleted, softDeletion } from './is-live.js';

/**
 * Locks the live group with a uuid until the transaction ends; every change of a group in a cell starts here
 * (R2 in docs/correctness.md).
 *
 * @returns the group's row, or `undefined` if the cell has no such live group within `scope`.
 */
export async function lockGroup(
  transaction: CellTransaction,
  uuid: string,
  scope: ProjectScope,
): Promise<GroupRow | undefined> {
  const { dialect } = transaction;
  const { instanceGroups } = transaction.tables;
  const isWanted = and(
    dialect.holds(instanceGroups.uuid, uuid),
    isInScope(dialect, instanceGroups, scope),
  );
  const [row] = await lockRows(transaction, dialect.rowsToLock(instanceGroups, isWanted));
  return row;
}

/** Locks the live groups of which any of these instances is a live member, in the order of their ids. */
export async function lockGroupsOfInstances(
  transaction: CellTransaction,
  instanceUuids: readonly string[],
  scope: ProjectScope,
): Promise<GroupRow[]> {
  const { dialect } = transaction;
  const { instanceGroups, instanceGroupMember } = transaction.tables;
  return await lockRows(
    transaction,
    and(
      sql`${instanceGroups.id} in (select group_id from ${instanceGroupMember}
        where deleted = 0 and ${dialect.holdsAnyOf(sql`instance_id`, instanceUuids)})`,
      isInScope(transaction.dialect, instanceGroups, scope),
    ),
  );
}

/**
 * Which live groups of a cell to lock, by the ids of their rows: those above `afterId` up to `upToId`, at most
 * `limit`, or the ones in `ids`. With `skipLocked` rows that others hold are skipped; else they are waited for.
 */
export type GroupSelection =
  | {
      readonly afterId: number;
      readonly upToId: number;
      readonly limit: number;
      readonly skipLocked: boolean;
    }
  | { readonly ids: readonly number[]; readonly skipLocked?: boolean };

/** Locks the live groups of a selection, in the order of their ids. */
export async function lockLiveGroups(
  transaction: CellTransaction,
  selection: GroupSelection,
): Promise<GroupRow[]> {
  const { instanceGroups } = transaction.tables;
  if ('ids' in selection) {
    return await lockRows(
      transaction,
      transaction.dialect.anyOf(instanceGroups.id, selection.ids, 'integer'),
      selection.skipLocked === undefined ? {} : { skipLocked: selection.skipLocked },
    );
  }
  const { afterId, upToId, limit, skipLocked } = selection;
  return await lockRows(
    transaction,
    and(gt(instanceGroups.id, afterId), lte(instanceGroups.id, upToId)),
    { limit, skipLocked },
  );
}

/** Locks groups, live and soft-deleted, by the ids of their rows, in the order of the ids. */
export async function lockGroupRows(
  transaction: CellTransaction,
  ids: readonly number[],
): Promise<void> {
  const { dialect } = transaction;
  const { instanceGroups } = transaction.tables;
  await dialect.lock(
    transaction
      .select({ id: instanceGroups.id })
      .from(instanceGroups)
      .where(dialect.anyOf(instanceGroups.id, ids, 'integer'))
      .orderBy(asc(instanceGroups.id)),
  );
}

/** Changes columns of a locked group and sets its update time to `now`. */
export async function updateGroup(
  transaction: CellTransaction,
  groupId: number,
  changes: GroupChanges,
  now: string,
): Promise<void> {
  const { instanceGroups } = transaction.tables;
  await transaction
    .update(instanceGroups)
    .set({ ...changes, updatedAt: now })
    .where(eq(instanceGroups.id, groupId));
}

/** Sets a locked group's live policies to exactly `policies`, in that order. */
export async function replacePolicies(
  transaction: CellTransaction,
  groupId: number,
  policies: readonly string[],
  now: string,
): Promise<void> {
  const { instanceGroupPolicy } = transaction.tables;
  await transaction
    .update(instanceGroupPolicy)
    .set(softDeletion(instanceGroupPolicy, now))
    .where(and(eq(instanceGroupPolicy.groupId, groupId), isLive(instanceGroupPolicy)));
  const added = [...new Set(policies)];
  if (added.length === 0) return;
  await transaction
    .insert(instanceGroupPolicy)
    .values(added.map((policy) => ({ createdAt: now, deleted: 0, policy, groupId })));
}

/** Adds members to a locked group; live ones stay unchanged. At most two statements. */
export async function addMembers(
  transaction: CellTransaction,
  groupId: number,
  instanceUuids: readonly string[],
  now: string,
): Promise<void> {
  if (instanceUuids.length === 0) return;
  const { dialect } = transaction;
  const { instanceGroupMember } = transaction.tables;
  const { groupId: ofGroup, instanceId } = instanceGroupMember;
  const rows = await transaction
    .select({ instanceId })
    .from(instanceGroupMember)
    .where(
      and(
        eq(ofGroup, groupId),
        isLive(instanceGroupMember),
        dialect.holdsAnyOf(instanceId, instanceUuids),
      ),
    );
  const known = rows.map((row) => row.instanceId);
  const added = newMembers(instanceUuids, known);
  if (added.length === 0) return;
  await transaction.insertRows(instanceGroupMember, {
    created_at: { type: 'timestamp', values: added.map(() => now) },
    deleted: { type: 'integer', values: added.map(() => 0) },
    instance_id: { type: 'text', values: added },
    group_id: { type: 'integer', values: added.map(() => groupId) },
  });
}

/** An instance in a group of this cell, by the id of the group's row. */
export interface CellMembership {
  readonly groupId: number;
  readonly instanceUuid: string;
}

/**
 * Soft-deletes members of locked groups; skips missing ones.
 *
 * @returns the removed ones, one per row.
 */
export async function removeMembers(
  transaction: CellTransaction,
  groupIds: readonly number[],
  instanceUuids: readonly string[],
  now: string,
): Promise<CellMembership[]> {
  const { dialect, tables } = transaction;
  const { instanceGroupMember } = tables;
  const isOfGroups = dialect.anyOf(instanceGroupMember.groupId, groupIds, 'integer');
  return await takeMembers(transaction, tables, isOfGroups, instanceUuids, now);
}

/** A membership that was removed from a group whose row in the cell is soft-deleted. */
export interface DetachedMembership extends CellMembership {
  readonly groupUuid: string;
}

/**
 * Soft-deletes the memberships of instances in soft-deleted groups of this cell: rows that came after the group
 * was moved, and would follow it. With `withArchive` also those that Nova has archived, still live, with their
 * group; the shadow tables must exist.
 *
 * @returns the memberships, one per row; the rows are locked until the transaction ends.
 */
export async function removeDetachedInstances(
  transaction: CellTransaction,
  instanceUuids: readonly string[],
  { scope, withArchive, now }: { scope: ProjectScope; withArchive: boolean; now: string },
): Promise<DetachedMembership[]> {
  const { tables: cell } = transaction;
  const removed: DetachedMembership[] = [];
  for (const tables of withArchive ? [cell, cell.shadow] : [cell]) {
    const { instanceGroups, instanceGroupMember } = tables;
    const isDetached = sql`${instanceGroupMember.groupId} in
      (select id from ${instanceGroups}
      where ${and(isSoftDeleted(instanceGroups), isInScope(transaction.dialect, instanceGroups, scope))})`;
    const taken = await takeMembers(transaction, tables, isDetached, instanceUuids, now);
    const uuids = await findUuids(transaction, tables, [
      ...new Set(taken.map(({ groupId }) => groupId)),
    ]);
    for (const member of taken) {
      removed.push({ ...member, groupUuid: uuids.get(member.groupId) ?? '' });
    }
  }
  return removed;
}

/** Soft-deletes locked groups with their live policies and members, as Nova does. */
export async function softDeleteGroups(
  transaction: CellTransaction,
  groupIds: readonly number[],
  now: string,
): Promise<void> {
  const { dialect } = transaction;
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = transaction.tables;
  await softDeleteMembers(
    transaction,
    dialect.anyOf(instanceGroupMember.groupId, groupIds, 'integer'),
    now,
  );
  await transaction
    .update(instanceGroupPolicy)
    .set(softDeletion(instanceGroupPolicy, now))
    .where(
      and(
        dialect.anyOf(instanceGroupPolicy.groupId, groupIds, 'integer'),
        isLive(instanceGroupPolicy),
      ),
    );
  await transaction
    .update(instanceGroups)
    .set(softDeletion(instanceGroups, now))
    .where(and(dialect.anyOf(instanceGroups.id, groupIds, 'integer'), isLive(instanceGroups)));
}

/** The tables of groups and members, or their archive tables. */
type MemberTables = Pick<
  TablesOfCell | TablesOfCell['shadow'],
  'instanceGroups' | 'instanceGroupMember'
>;

/** Returns the uuids of groups by the ids of their rows, live or not. */
async function findUuids(
  reader: CellReader,
  { instanceGroups }: MemberTables,
  groupIds: readonly number[],
): Promise<Map<number, string>> {
  if (groupIds.length === 0) return new Map();
  const rows = await reader
    .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(reader.dialect.anyOf(instanceGroups.id, groupIds, 'integer'));
  return new Map(rows.map(({ id, uuid }) => [id, uuid]));
}

/** Soft-deletes the live rows of instances in groups, and returns the instances. */
async function takeMembers(
  transaction: CellTransaction,
  { instanceGroupMember }: MemberTables,
  isOfGroups: SQL,
  instanceUuids: readonly string[],
  now: string,
): Promise<CellMembership[]> {
  if (instanceUuids.length === 0) return [];
  const { dialect } = transaction;
  const { groupId, instanceId } = instanceGroupMember;
  const removed = await transaction.take(
    instanceGroupMember,
    { groupId, instanceUuid: instanceId },
    and(isOfGroups, dialect.holdsAnyOf(instanceId, instanceUuids), isLive(instanceGroupMember)),
    softDeletion(instanceGroupMember, now),
  );
  return removed.map(({ groupId, instanceUuid }) => {
    return { groupId, instanceUuid: instanceUuid ?? '' };
  });
}

async function softDeleteMembers(
  transaction: CellTransaction,
  condition: SQL | undefined,
  now: string,
): Promise<void> {
  const { instanceGroupMember } = transaction.tables;
  await transaction
    .update(instanceGroupMember)
    .set(softDeletion(instanceGroupMember, now))
    .where(and(condition, isLive(instanceGroupMember)));
}

async function lockRows(
  transaction: CellTransaction,
  condition: SQL | undefined,
  { limit, skipLocked = false }: { limit?: number; skipLocked?: boolean } = {},
): Promise<GroupRow[]> {
  const { instanceGroups } = transaction.tables;
  const query = transaction
    .select(groupRowColumns(instanceGroups))
    .from(instanceGroups)
    .where(and(condition, isLive(instanceGroups)))
    .orderBy(asc(instanceGroups.id));
  return await transaction.dialect.lock(limit === undefined ? query : query.limit(limit), {
    skipLocked,
  });
}
