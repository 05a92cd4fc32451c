import { setImmediate } from 'node:timers/promises';
import type { GroupRow } from '@cellbridge/db-common';
import type { ApiTransaction } from './api-database.js';
import type { Receipt } from './receipts.js';

/**
 * A group on its way from a cell: its content as read there, and the fields of its receipt. Timestamps are
 * `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, and are kept.
 */
export interface MovedGroup extends Omit<GroupRow, 'id'> {
  /** The id of the cell's row. */
  readonly cellGroupId: number;
  /** Each policy once, in the order of the cell's rows. */
  readonly policies: readonly MovedRow[];
  /** Each member once, in the order of the cell's rows. */
  readonly members: readonly MovedRow[];
  /** As in {@link Receipt}. */
  readonly lastMemberId: number;
  /** As in {@link Receipt}. */
  readonly digest: string;
}

/** How many rows of a huge group one statement inserts. */
const ROWS_AT_ONCE = 10_000;

/** A policy or member row: its value (a policy, an instance uuid) and its timestamps. */
export interface MovedRow {
  /** The policy, or the member's instance uuid. */
  readonly value: string;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/**
 * Inserts a batch of moved groups together with their receipts. The commit of this transaction is the commit
 * point of the move.
 *
 * Four statements, and one more for every 10,000 members or policies.
 *
 * @throws UniqueViolationError if the API database has one of the uuids, or a receipt for it.
 * @throws ConstraintError if it refuses a row.
 */
export async function insertMovedGroups(
  transaction: ApiTransaction,
  groups: readonly MovedGroup[],
  { cellUuid, runId, movedAt }: { cellUuid: string; runId: string; movedAt: string },
): Promise<void> {
  const { instanceGroups, receipts } = transaction.tables;
  const groupRows = {
    created_at: { type: 'timestamp', values: groups.map((group) => group.createdAt) },
    updated_at: { type: 'timestamp', values: groups.map((group) => group.updatedAt) },
    uuid: { type: 'text', values: groups.map((group) => group.uuid) },
    name: { type: 'text', values: groups.map((group) => group.name) },
    user_id: { type: 'text', values: groups.map((group) => group.userId) },
    project_id: { type: 'text', values: groups.map((group) => group.projectId) },
  } as const;
  const ids = await transaction.insertReturningIds(instanceGroups, groupRows, 'uuid');
  await insertRows(transaction, 'policy', groups, ids);
  await insertRows(transaction, 'member', groups, ids);

  await transaction.insertRows(receipts, {
    group_uuid: { type: 'text', values: groups.map((group) => group.uuid) },
    cell_uuid: { type: 'text', values: groups.map(() => cellUuid) },
    cell_group_id: { type: 'integer', values: groups.map((group) => group.cellGroupId) },
    last_member_id: { type: 'integer', values: groups.map((group) => group.lastMemberId) },
    digest: { type: 'text', values: groups.map((group) => group.digest) },
    run_id: { type: 'text', values: groups.map(() => runId) },
    moved_at: { type: 'timestamp', values: groups.map(() => movedAt) },
  });
}

async function insertRows(
  transaction: ApiTransaction,
  kind: 'policy' | 'member',
  groups: readonly MovedGroup[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const { instanceGroupPolicy, instanceGroupMember } = transaction.tables;
  const groupIds: number[] = [];
  const values: string[] = [];
  const createdAt: (string | null)[] = [];
  const updatedAt: (string | null)[] = [];
  for (const group of groups) {
    const groupId = ids.get(group.uuid);
    if (groupId === undefined)
      throw new Error(`The insert of group ${group.uuid} returned no row.`);
    for (const row of kind === 'policy' ? group.policies : group.members) {
      groupIds.push(groupId);
      values.push(row.value);
      createdAt.push(row.createdAt);
      updatedAt.push(row.updatedAt);
    }
  }
  const [table, column] =
    kind === 'policy'
      ? ([instanceGroupPolicy, 'policy'] as const)
      : ([instanceGroupMember, 'instance_uuid'] as const);
  for (let from = 0; from < values.length; from += ROWS_AT_ONCE) {
    const to = from + ROWS_AT_ONCE;
    await transaction.insertRows(table, {
      created_at: { type: 'timestamp', values: createdAt.slice(from, to) },
      updated_at: { type: 'timestamp', values: updatedAt.slice(from, to) },
      [column]: { type: 'text', values: values.slice(from, to) },
      group_id: { type: 'integer', values: groupIds.slice(from, to) },
    });
    // A file database answers at once: other work runs between two pieces of a huge group.
    if (to < values.length) await setImmediate();
  }
}
