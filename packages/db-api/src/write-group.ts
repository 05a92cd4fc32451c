import type { BulkColumn } from '@cellbridge/database';
import { type GroupChanges, isInScope, newMembers, type ProjectScope } from '@cellbridge/db-common';
import { and, asc, type Column, eq, sql } from 'drizzle-orm';
import type { ApiTransaction } from './api-database.js';
import type { NewApiGroup } from './group.js';
import { formatRules } from './group-rules.js';
import { checkHasRules } from './later-columns.js';
import { recordChanged } from './receipt-changes.js';

/**
 * Inserts a group with its policies and members.
 *
 * @returns the new row's id.
 * @throws UniqueViolationError if the API database already has a group with this uuid.
 * @throws SchemaMismatchError if the group has rules, and the release of Nova has no column for them.
 */
export async function insertGroup(
  transaction: ApiTransaction,
  group: NewApiGroup,
): Promise<number> {
  const { instanceGroups } = transaction.tables;
  const { uuid, name, userId, projectId, createdAt } = group;
  const row = {
    uuid: { type: 'text', values: [uuid] },
    name: { type: 'text', values: [name] },
    user_id: { type: 'text', values: [userId] },
    project_id: { type: 'text', values: [projectId] },
    created_at: { type: 'timestamp', values: [createdAt] },
  } as const;
  const ids = await transaction.insertReturningIds(instanceGroups, row, 'uuid');
  const id = ids.get(uuid);
  if (id === undefined) throw new Error('The insert of a group returned no row.');
  await insertPolicies(transaction, id, group.policies, group.rules, createdAt);
  await insertMembers(transaction, id, newMembers(group.members, []), createdAt);
  return id;
}

/** Locks the groups with some uuids in the order of their ids, like {@link removeInstances}. */
export async function lockGroups(
  transaction: ApiTransaction,
  uuids: readonly string[],
): Promise<Map<string, number>> {
  const { dialect } = transaction;
  const { instanceGroups } = transaction.tables;
  const rows = await dialect.lock(
    transaction
      .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
      .from(instanceGroups)
      .where(dialect.rowsToLock(instanceGroups, dialect.holdsAnyOf(instanceGroups.uuid, uuids)))
      .orderBy(asc(instanceGroups.id)),
  );
  return new Map(rows.map(({ id, uuid }) => [uuid, id]));
}

/**
 * Locks a group's row until the transaction ends; every change of the group starts here.
 *
 * @returns the row's id, or `undefined` if there is no such group within `scope`.
 */
export async function lockGroup(
  transaction: ApiTransaction,
  uuid: string,
  scope: ProjectScope,
): Promise<number | undefined> {
  const { dialect } = transaction;
  const { instanceGroups } = transaction.tables;
  const [row] = await dialect.lock(
    transaction
      .select({ id: instanceGroups.id })
      .from(instanceGroups)
      .where(
        dialect.rowsToLock(
          instanceGroups,
          and(dialect.holds(instanceGroups.uuid, uuid), isInScope(dialect, instanceGroups, scope)),
        ),
      ),
  );
  return row?.id;
}

/** Changes columns of a locked group and sets its update time to `now`. */
export async function updateGroup(
  transaction: ApiTransaction,
  groupId: number,
  changes: GroupChanges,
  now: string,
): Promise<void> {
  const { instanceGroups } = transaction.tables;
  await transaction
    .update(instanceGroups)
    .set({ ...changes, updatedAt: now })
    .where(eq(instanceGroups.id, groupId));
  await recordChanged(transaction, [groupId], [...Object.keys(changes), 'updatedAt']);
}

/**
 * Sets a locked group's policies to exactly `policies`, in that order; `rules` go with the first.
 *
 * @throws SchemaMismatchError if there are rules, and the release of Nova has no column for them.
 */
export async function replacePolicies(
  transaction: ApiTransaction,
  groupId: number,
  policies: readonly string[],
  rules: Record<string, number>,
  now: string,
): Promise<void> {
  const { instanceGroupPolicy } = transaction.tables;
  await transaction.delete(instanceGroupPolicy).where(eq(instanceGroupPolicy.groupId, groupId));
  await insertPolicies(transaction, groupId, policies, rules, now);
  await recordChanged(transaction, [groupId], ['policies', 'rules']);
}

/** Adds members to a locked group; existing ones stay unchanged. At most two statements. */
export async function addMembers(
  transaction: ApiTransaction,
  groupId: number,
  instanceUuids: readonly string[],
  now: string,
): Promise<void> {
  if (instanceUuids.length === 0) return;
  const { dialect } = transaction;
  const { instanceGroupMember } = transaction.tables;
  const { groupId: ofGroup, instanceUuid } = instanceGroupMember;
  const rows = await transaction
    .select({ instanceUuid })
    .from(instanceGroupMember)
    .where(and(eq(ofGroup, groupId), dialect.holdsAnyOf(instanceUuid, instanceUuids)));
  const known = rows.map((row) => row.instanceUuid);
  await insertMembers(transaction, groupId, newMembers(instanceUuids, known), now);
}

/**
 * Removes members from a locked group; skips missing ones.
 *
 * @returns the removed ones, each once.
 */
export async function removeMembers(
  transaction: ApiTransaction,
  groupId: number,
  instanceUuids: readonly string[],
): Promise<string[]> {
  const removed = await takeMembers(transaction, [groupId], instanceUuids);
  return [...new Set(removed.map(({ instanceUuid }) => instanceUuid))];
}

/** Deletes a locked group with its policies and members. Call `recordDestroyed` with it. */
export async function deleteGroup(transaction: ApiTransaction, groupId: number): Promise<void> {
  await deleteGroups(transaction, [groupId]);
}

/** Deletes locked groups with their policies and members. Call `recordDestroyed` or `forgetMoves` with it. */
export async function deleteGroups(
  transaction: ApiTransaction,
  groupIds: readonly number[],
): Promise<void> {
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = transaction.tables;
  const isOneOf = (column: Column) => transaction.dialect.anyOf(column, groupIds, 'integer');
  await transaction.delete(instanceGroupPolicy).where(isOneOf(instanceGroupPolicy.groupId));
  await transaction.delete(instanceGroupMember).where(isOneOf(instanceGroupMember.groupId));
  await transaction.delete(instanceGroups).where(isOneOf(instanceGroups.id));
}

/**
 * Removes instances from every group within `scope` (Nova's `destroy_members_bulk`).
 *
 * Locks the groups in the order of their ids, so that two calls never wait for each other.
 *
 * @returns the removed memberships, one per row.
 */
export async function removeInstances(
  transaction: ApiTransaction,
  instanceUuids: readonly string[],
  scope: ProjectScope,
): Promise<Membership[]> {
  const { dialect } = transaction;
  const { instanceGroups, instanceGroupMember } = transaction.tables;
  const groups = await dialect.lock(
    transaction
      .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
      .from(instanceGroups)
      .where(
        and(
          sql`${instanceGroups.id} in (select group_id from ${instanceGroupMember}
            where ${dialect.holdsAnyOf(sql`instance_uuid`, instanceUuids)})`,
          isInScope(transaction.dialect, instanceGroups, scope),
        ),
      )
      .orderBy(asc(instanceGroups.id)),
  );
  const uuids = new Map(groups.map(({ id, uuid }) => [id, uuid]));
  const removed = await takeMembers(transaction, [...uuids.keys()], instanceUuids);
  return removed.map(({ groupId, instanceUuid }) => {
    return { groupUuid: uuids.get(groupId) ?? '', instanceUuid };
  });
}

/** An instance in a group. */
export interface Membership {
  readonly groupUuid: string;
  readonly instanceUuid: string;
}

/** Deletes the rows of members of locked groups, and returns them. */
async function takeMembers(
  transaction: ApiTransaction,
  groupIds: readonly number[],
  instanceUuids: readonly string[],
): Promise<{ groupId: number; instanceUuid: string }[]> {
  if (groupIds.length === 0 || instanceUuids.length === 0) return [];
  const { dialect } = transaction;
  const { instanceGroupMember } = transaction.tables;
  const { groupId, instanceUuid } = instanceGroupMember;
  const areAsked = and(
    dialect.anyOf(groupId, groupIds, 'integer'),
    dialect.holdsAnyOf(instanceUuid, instanceUuids),
  );
  const rows = await transaction.take(instanceGroupMember, { groupId, instanceUuid }, areAsked);
  const changed = new Set(rows.map((row) => row.groupId));
  if (changed.size > 0) await recordChanged(transaction, [...changed], ['members']);
  return rows.map((row) => ({ groupId: row.groupId, instanceUuid: row.instanceUuid ?? '' }));
}

/** Inserts members that the group does not have. */
async function insertMembers(
  transaction: ApiTransaction,
  groupId: number,
  added: readonly string[],
  now: string | null,
): Promise<void> {
  if (added.length === 0) return;
  await transaction.insertRows(transaction.tables.instanceGroupMember, {
    created_at: { type: 'timestamp', values: added.map(() => now) },
    instance_uuid: { type: 'text', values: added },
    group_id: { type: 'integer', values: added.map(() => groupId) },
  });
}

async function insertPolicies(
  transaction: ApiTransaction,
  groupId: number,
  policies: readonly string[],
  rules: Record<string, number>,
  now: string | null,
): Promise<void> {
  const { instanceGroupPolicy } = transaction.tables;
  const added = [...new Set(policies)];
  if (added.length === 0) return;
  const rulesText = formatRules(rules);
  const columns: Record<string, BulkColumn> = {
    created_at: { type: 'timestamp', values: added.map(() => now) },
    policy: { type: 'text', values: added },
    group_id: { type: 'integer', values: added.map(() => groupId) },
  };
  if (rulesText !== null) {
    await checkHasRules(transaction);
    const values = added.map((_, index) => (index === 0 ? rulesText : null));
    columns.rules = { type: 'text', values };
  }
  await transaction.insertRows(instanceGroupPolicy, columns);
}
