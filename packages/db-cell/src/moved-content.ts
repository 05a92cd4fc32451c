/** The content of cell rows when they were soft-deleted: the content that moved. */

import type { GroupRow } from '@cellbridge/db-common';
import { normalizeTimestamp } from '@cellbridge/schema';
import { type SQL, sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import { MOVED_PREFIX } from './cell-receipts.js';
import type { TakenRow } from './moving-groups.js';

/** A group's row with the policies and members that were soft-deleted at the same time. */
export interface MovedContent extends GroupRow {
  /** When the row was soft-deleted; `null` if it is live. */
  readonly deletedAt: string | null;
  /** The highest id of the group's member rows, including soft-deleted ones; 0: none. */
  readonly lastMemberId: number;
  /** In the order of their ids. */
  readonly policies: readonly TakenRow[];
  /** In the order of their ids. */
  readonly members: readonly TakenRow[];
}

type Stamp = string | number | null;

/**
 * Reads soft-deleted groups as they were when their rows ended, by the ids of those rows; with `withArchive`
 * also from Nova's shadow tables. Returns a live group with its live rows. Three statements: call it in a
 * snapshot.
 */
export async function findMovedContent(
  reader: CellReader,
  groupIds: readonly number[],
  { withArchive }: { withArchive: boolean },
): Promise<MovedContent[]> {
  if (groupIds.length === 0) return [];
  const read = async <Row extends { group_id: number }>(
    table: string,
    columns: readonly string[],
    key: string,
  ): Promise<Row[]> => {
    const list = sql.raw(columns.join(', '));
    const from = (name: string): SQL => sql`
      select ${list}, ${sql.raw(key)} as group_id from ${sql.identifier(name)}
      where ${reader.dialect.anyOf(sql.raw(key), groupIds, 'integer')}`;
    const archived = withArchive ? sql` union all ${from(`shadow_${table}`)}` : sql``;
    return await reader.all<Row>(sql`${from(table)}${archived} order by id`);
  };
  const stamps = ['id', 'created_at', 'updated_at', 'deleted_at', 'deleted'];
  const groups = await read<StoredGroup>(
    'instance_groups',
    [...stamps, 'uuid', 'name', 'user_id', 'project_id'],
    'id',
  );
  const policies = await read<StoredPart>(
    'instance_group_policy',
    [...stamps, 'policy as value'],
    'group_id',
  );
  const members = await read<StoredPart>(
    'instance_group_member',
    [...stamps, 'instance_id as value'],
    'group_id',
  );
  const policiesOf = groupBy(policies.filter(({ value }) => !value?.startsWith(MOVED_PREFIX)));
  const membersOf = groupBy(members);
  return groups.map((group) => {
    const wasThere = (row: StoredPart) =>
      group.deleted === 0 ? row.deleted === 0 : row.deleted !== 0 && isSame(row, group);
    const own = (rows: ReadonlyMap<number, StoredPart[]>) =>
      (rows.get(group.group_id) ?? []).filter(wasThere).map(toTaken);
    return {
      id: group.id,
      uuid: group.uuid,
      name: group.name,
      userId: group.user_id,
      projectId: group.project_id,
      createdAt: normalized(group.created_at),
      updatedAt: normalized(group.updated_at),
      deletedAt: group.deleted === 0 ? null : normalized(group.deleted_at),
      lastMemberId: membersOf.get(group.group_id)?.at(-1)?.id ?? 0,
      policies: own(policiesOf),
      members: own(membersOf),
    };
  });
}

interface StoredRow {
  readonly id: number;
  readonly group_id: number;
  readonly created_at: Stamp;
  readonly updated_at: Stamp;
  readonly deleted_at: Stamp;
  readonly deleted: number | null;
}

interface StoredGroup extends StoredRow {
  readonly uuid: string;
  readonly name: string | null;
  readonly user_id: string | null;
  readonly project_id: string | null;
}

interface StoredPart extends StoredRow {
  readonly value: string | null;
}

function isSame(row: StoredPart, group: StoredGroup): boolean {
  return normalized(row.deleted_at) === normalized(group.deleted_at);
}

function toTaken({ id, group_id, value, created_at, updated_at }: StoredPart): TakenRow {
  return {
    id,
    groupId: group_id,
    value,
    createdAt: normalized(created_at),
    updatedAt: normalized(updated_at),
  };
}

function normalized(stamp: Stamp): string | null {
  return stamp === null ? null : normalizeTimestamp(stamp);
}

function groupBy(rows: readonly StoredPart[]): Map<number, StoredPart[]> {
  const groups = new Map<number, StoredPart[]>();
  for (const row of rows) {
    const group = groups.get(row.group_id);
    if (group) group.push(row);
    else groups.set(row.group_id, [row]);
  }
  return groups;
}
