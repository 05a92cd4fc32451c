/**
 * Archiving soft-deleted groups: moving their rows into Nova's shadow tables, as
 * `nova-manage db archive_deleted_rows` does.
 *
 * A group goes with all its policies and members in one transaction, or stays. A row is deleted only if the
 * shadow table holds the same row, equal in every column.
 */

import { SchemaMismatchError } from '@cellbridge/database';
import { normalizeTimestamp } from '@cellbridge/schema';
import { and, asc, gt, lt, type SQL, sql } from 'drizzle-orm';
import type { GroupKey } from './audit-groups.js';
import type { CellReader, CellTransaction } from './cell-database.js';
import { isSoftDeleted } from './is-live.js';
import {
  ARCHIVED_TABLES,
  type ArchivedTable,
  readColumns,
  shadowOf,
  type TableColumns,
} from './shadow-tables.js';

/** A soft-deleted group, and how many rows it has: its own, its policies and its members. */
export interface EndedGroup extends GroupKey {
  readonly rows: number;
}

/**
 * Lists soft-deleted groups in the order of their ids, from `afterId` on. With `before` only
 * those that were soft-deleted earlier; one whose time is unknown is left out then. One statement.
 */
export async function listEndedGroups(
  reader: CellReader,
  { afterId, limit, before }: { afterId: number; limit: number; before?: Date | undefined },
): Promise<EndedGroup[]> {
  const { instanceGroups, instanceGroupMember, instanceGroupPolicy } = reader.tables;
  const { id, uuid, deletedAt } = instanceGroups;
  const isEarlier =
    before === undefined
      ? undefined
      : and(
          reader.dialect.sortsAsRead(deletedAt),
          lt(deletedAt, normalizeTimestamp(before.toISOString())),
        );
  // Nested, because otherwise Drizzle omits the table's name from a column of the outer query.
  const countOf = (table: SQL) =>
    sql`(select count(*) from ${sql`${table} child where child.group_id = ${id}`})`;
  const rows = await reader
    .select({
      id,
      uuid,
      policies: countOf(sql`${instanceGroupPolicy}`),
      members: countOf(sql`${instanceGroupMember}`),
    })
    .from(instanceGroups)
    .where(and(gt(id, afterId), isSoftDeleted(instanceGroups), isEarlier))
    .orderBy(asc(id))
    .limit(limit);
  return rows.map(({ id, uuid, policies, members }) => {
    return { id, uuid, rows: 1 + Number(policies) + Number(members) };
  });
}

/** What a transaction has archived, and what it has left where it was. */
export interface ArchivedGroups {
  readonly groups: number;
  readonly policies: number;
  readonly members: number;
  /** The ids of groups that stay because a policy or member of theirs is not soft-deleted. */
  readonly liveRowIds: readonly number[];
  /** The ids of groups that stay because a shadow table has another row with the id of one of their rows. */
  readonly idTakenIds: readonly number[];
}

/**
 * Archives soft-deleted groups by the ids of their rows, each with its policies and members. A row that the
 * shadow table holds already, equal in every column, is not copied again.
 *
 * @throws SchemaMismatchError if a row would not be the same in its shadow table.
 */
export async function archiveGroups(
  transaction: CellTransaction,
  groupIds: readonly number[],
): Promise<ArchivedGroups> {
  const columns = await readColumns(transaction, ARCHIVED_TABLES);
  const ended = await lockEndedGroups(transaction, groupIds);
  const liveRowIds = await findWithLiveRows(transaction, ended);
  const withoutLive = ended.filter((id) => !liveRowIds.has(id));
  await lockPolicies(transaction, withoutLive);
  const idTakenIds = await findTaken(transaction, columns, withoutLive);
  const ids = withoutLive.filter((id) => !idTakenIds.has(id));
  const kept = { liveRowIds: [...liveRowIds], idTakenIds: [...idTakenIds] };
  if (ids.length === 0) return { groups: 0, policies: 0, members: 0, ...kept };
  for (const table of ARCHIVED_TABLES)
    await copyRows(transaction, table, columnsOf(columns, table), ids);
  const remove = async (table: ArchivedTable) => {
    const removed = await removeCopied(transaction, table, columnsOf(columns, table), ids);
    // Another archiver may have taken some of them; what is left is in neither shadow table.
    const [left] = await transaction.all<{ row_count: number }>(
      sql`select count(*) as row_count from ${sql.identifier(table)} where ${isOf(transaction, table, ids)}`,
    );
    if (Number(left?.row_count) === 0) return removed;
    throw new SchemaMismatchError(
      `Rows of its table ${table} would not be the same in ${shadowOf(table)}; give both tables columns of the same types. Nothing of this batch was archived.`,
    );
  };
  const policies = await remove('instance_group_policy');
  const members = await remove('instance_group_member');
  return { groups: await remove('instance_groups'), policies, members, ...kept };
}

/** Locks those groups that are still there and soft-deleted: where there are foreign keys, no child is added then. */
async function lockEndedGroups(
  transaction: CellTransaction,
  groupIds: readonly number[],
): Promise<number[]> {
  const { dialect } = transaction;
  const { instanceGroups } = transaction.tables;
  const { id } = instanceGroups;
  const rows = await dialect.lock(
    transaction
      .select({ id })
      .from(instanceGroups)
      .where(and(dialect.anyOf(id, groupIds, 'integer'), isSoftDeleted(instanceGroups)))
      .orderBy(asc(id)),
  );
  return rows.map((row) => row.id);
}

/** Finds the groups of which a policy or member is not soft-deleted. */
async function findWithLiveRows(
  transaction: CellTransaction,
  groupIds: readonly number[],
): Promise<Set<number>> {
  const liveIn = (table: ArchivedTable) => sql`
    select group_id from ${sql.identifier(table)}
    where ${isOf(transaction, table, groupIds)} and (deleted = 0 or deleted is null)`;
  const rows = await transaction.all<{ group_id: number }>(
    sql`${liveIn('instance_group_policy')} union ${liveIn('instance_group_member')}`,
  );
  return new Set(rows.map(({ group_id }) => group_id));
}

/** A recovery may rename the cell receipts among them. Only another archiver touches soft-deleted members. */
async function lockPolicies(
  transaction: CellTransaction,
  groupIds: readonly number[],
): Promise<void> {
  const { dialect } = transaction;
  const { instanceGroupPolicy } = transaction.tables;
  const { id, groupId } = instanceGroupPolicy;
  const areOfGroups = dialect.anyOf(groupId, groupIds, 'integer');
  await dialect.lock(
    transaction
      .select({ id })
      .from(instanceGroupPolicy)
      .where(dialect.rowsToLock(instanceGroupPolicy, areOfGroups))
      .orderBy(asc(id)),
  );
}

/** Finds the groups of which a row has an id that another row has in the shadow table. */
async function findTaken(
  transaction: CellTransaction,
  columns: TableColumns,
  groupIds: readonly number[],
): Promise<Set<number>> {
  const takenIn = (table: ArchivedTable) => sql`
    select ${sql.raw(groupKeyOf(table))} as group_id from ${sql.identifier(table)}
    where ${isOf(transaction, table, groupIds)} and exists (
      select 1 from ${sql.identifier(shadowOf(table))} where ${hasSameId(table)}
        and not (${isSameRow(transaction, table, columnsOf(columns, table))}))`;
  const rows = await transaction.all<{ group_id: number }>(
    sql.join(ARCHIVED_TABLES.map(takenIn), sql` union `),
  );
  return new Set(rows.map(({ group_id }) => group_id));
}

async function copyRows(
  transaction: CellTransaction,
  table: ArchivedTable,
  columns: readonly string[],
  groupIds: readonly number[],
): Promise<void> {
  const names = sql.join(
    columns.map((column) => sql.identifier(column)),
    sql`, `,
  );
  await transaction.run(sql`
    insert into ${sql.identifier(shadowOf(table))} (${names})
    select ${names} from ${sql.identifier(table)}
    where ${isOf(transaction, table, groupIds)}
      and not exists (select 1 from ${sql.identifier(shadowOf(table))} where ${hasSameId(table)})`);
}

/** Deletes the rows of groups that their shadow table holds. @returns how many. */
async function removeCopied(
  transaction: CellTransaction,
  table: ArchivedTable,
  columns: readonly string[],
  groupIds: readonly number[],
): Promise<number> {
  return await transaction.run(sql`
    delete from ${sql.identifier(table)} where ${isOf(transaction, table, groupIds)} and exists (
      select 1 from ${sql.identifier(shadowOf(table))}
      where ${hasSameId(table)} and ${isSameRow(transaction, table, columns)})`);
}

function isOf(reader: CellReader, table: ArchivedTable, groupIds: readonly number[]): SQL {
  return reader.dialect.anyOf(columnIn(table, groupKeyOf(table)), groupIds, 'integer');
}

function hasSameId(table: ArchivedTable): SQL {
  return sql`${columnIn(shadowOf(table), 'id')} = ${columnIn(table, 'id')}`;
}

function isSameRow(reader: CellReader, table: ArchivedTable, columns: readonly string[]): SQL {
  const areSame = columns.map((column) =>
    reader.dialect.isSame(columnIn(shadowOf(table), column), columnIn(table, column)),
  );
  return sql.join(areSame, sql` and `);
}

/** Tables have no aliases here: not every database takes one in a DELETE. */
function columnIn(table: string, column: string): SQL {
  return sql`${sql.identifier(table)}.${sql.identifier(column)}`;
}

function groupKeyOf(table: ArchivedTable): 'id' | 'group_id' {
  return table === 'instance_groups' ? 'id' : 'group_id';
}

function columnsOf(columns: TableColumns, table: ArchivedTable): readonly string[] {
  return columns.get(table) ?? [];
}
