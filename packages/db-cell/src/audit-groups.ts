/**
 * The queries of a verification on a cell database. Each function reads one page in one statement, so a whole
 * cell is read in constant memory.
 */

import { readablePage } from '@cellbridge/db-common';
import { uuidSpellings } from '@cellbridge/schema';
import { and, asc, eq, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import type { RowKind } from './detached-rows.js';
import { isLive } from './is-live.js';

/** A group's row: its id, and the group's uuid. */
export interface GroupKey {
  readonly id: number;
  readonly uuid: string;
}

/** Lists the rows of live groups, sorted by uuid, from `afterUuid` on; without those that may be unreadable. */
export async function listLiveKeys(
  reader: CellReader,
  { afterUuid, limit }: { afterUuid: string; limit: number },
): Promise<GroupKey[]> {
  const { instanceGroups } = reader.tables;
  return await readablePage(limit, async (most = limit) =>
    reader
      .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
      .from(instanceGroups)
      .where(
        and(
          gt(instanceGroups.uuid, afterUuid),
          reader.dialect.isText(instanceGroups.uuid),
          isLive(instanceGroups),
        ),
      )
      .orderBy(asc(instanceGroups.uuid))
      .limit(most),
  );
}

/** Lists the rows of live groups, sorted by id: those after `afterId`, up to `upToId`. */
export async function listLiveKeysById(
  reader: CellReader,
  { afterId, upToId, limit }: { afterId: number; upToId: number; limit: number },
): Promise<GroupKey[]> {
  const { instanceGroups } = reader.tables;
  const { id, uuid } = instanceGroups;
  return await reader
    .select({ id, uuid })
    .from(instanceGroups)
    .where(and(gt(id, afterId), lte(id, upToId), isLive(instanceGroups)))
    .orderBy(asc(id))
    .limit(limit);
}

/** Returns those of `uuids` that live groups have. */
export async function findLiveUuids(
  reader: CellReader,
  uuids: readonly string[],
): Promise<Set<string>> {
  return new Set((await findLiveKeys(reader, uuids)).map(({ uuid }) => uuid));
}

/** Finds the rows of live groups by their uuids. */
export async function findLiveKeys(
  reader: CellReader,
  uuids: readonly string[],
): Promise<GroupKey[]> {
  const { instanceGroups } = reader.tables;
  return await reader
    .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(and(reader.dialect.holdsAnyOf(instanceGroups.uuid, uuids), isLive(instanceGroups)));
}

/** The row of a group by its id, and its state. */
export interface GroupState extends GroupKey {
  /**
   * `live` · `ended`: soft-deleted · `archived`: soft-deleted, and in Nova's shadow table ·
   * `invalid`: neither live nor soft-deleted, `deleted` is NULL.
   */
  readonly state: 'live' | 'ended' | 'archived' | 'invalid';
}

/** Finds groups by the ids of their rows; with `withArchive` also in Nova's shadow table. */
export async function findGroupStates(
  reader: CellReader,
  groupIds: readonly number[],
  { withArchive }: { withArchive: boolean },
): Promise<GroupState[]> {
  return await findStates(reader, reader.dialect.anyOf(sql`id`, groupIds, 'integer'), withArchive);
}

/** Finds every row of a group in this cell, by its uuid in any spelling; with `withArchive` also in Nova's shadow table. */
export async function findGroupRows(
  reader: CellReader,
  uuid: string,
  { withArchive }: { withArchive: boolean },
): Promise<GroupState[]> {
  const spellings = Object.values(uuidSpellings(uuid)).map((spelling) => sql`${spelling}`);
  return await findStates(reader, sql`uuid in (${sql.join(spellings, sql`, `)})`, withArchive);
}

async function findStates(
  reader: CellReader,
  isAsked: SQL,
  withArchive: boolean,
): Promise<GroupState[]> {
  const archived = withArchive
    ? sql` union all select id, uuid, 'archived' as state from shadow_instance_groups where ${isAsked}`
    : sql``;
  return await reader.all<GroupState & Record<string, unknown>>(sql`
    select id, uuid, case when deleted = 0 then 'live' when deleted <> 0 then 'ended'
      else 'invalid' end as state
    from instance_groups where ${isAsked}${archived} order by id`);
}

/**
 * Counts the member rows of groups, including soft-deleted ones, by the ids of the groups' rows: the cost of
 * reading them whole.
 */
export async function countMemberRows(
  reader: CellReader,
  groupIds: readonly number[],
  { withArchive }: { withArchive: boolean },
): Promise<Map<number, number>> {
  const countIn = (table: string) => sql`
    select group_id, count(*) as member_count from ${sql.identifier(table)}
    where ${reader.dialect.anyOf(sql`group_id`, groupIds, 'integer')} group by group_id`;
  const archived = withArchive ? sql` union all ${countIn('shadow_instance_group_member')}` : sql``;
  const rows = await reader.all<{ group_id: number; member_count: number | string }>(
    sql`${countIn('instance_group_member')}${archived}`,
  );
  const counts = new Map<number, number>();
  for (const { group_id, member_count } of rows) {
    counts.set(group_id, (counts.get(group_id) ?? 0) + Number(member_count));
  }
  return counts;
}

/** A row that is neither live nor soft-deleted: `deleted` is NULL. */
export interface UndefinedRow {
  readonly id: number;
  /** The group's uuid; `null` if the group has no row. */
  readonly groupUuid: string | null;
}

/** Lists rows of a table whose `deleted` is NULL, in the order of their ids, from `afterId` on. */
export async function listUndefinedRows(
  reader: CellReader,
  kind: 'group' | RowKind,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<UndefinedRow[]> {
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = reader.tables;
  if (kind === 'group') {
    return await reader
      .select({ id: instanceGroups.id, groupUuid: instanceGroups.uuid })
      .from(instanceGroups)
      .where(and(gt(instanceGroups.id, afterId), isNull(instanceGroups.deleted)))
      .orderBy(asc(instanceGroups.id))
      .limit(limit);
  }
  const table = kind === 'policy' ? instanceGroupPolicy : instanceGroupMember;
  return await reader
    .select({ id: table.id, groupUuid: sql<string | null>`${instanceGroups.uuid}` })
    .from(table)
    .leftJoin(instanceGroups, eq(instanceGroups.id, table.groupId))
    .where(and(gt(table.id, afterId), isNull(table.deleted)))
    .orderBy(asc(table.id))
    .limit(limit);
}
