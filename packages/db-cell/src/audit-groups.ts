/**
 * What a verification asks of a cell database. Each function reads one page in one statement, so
 * that a whole cell is read in constant memory.
 */
import type { Reader } from '@cellbridge/database';
import { cellTables } from '@cellbridge/schema';
import { and, asc, eq, gt, isNull, ne, or, sql } from 'drizzle-orm';
import type { CellGroup } from './group.js';
import { rowColumns, toGroup } from './group-columns.js';

/** A group's row: its own id, and the group's uuid. */
export interface GroupKey {
  readonly id: number;
  readonly uuid: string;
}

/** A live policy or member row that no live group holds. */
export interface DetachedRow {
  readonly id: number;
  readonly groupId: number;
  /** The group's; `null` where the group has no row at all. */
  readonly groupUuid: string | null;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
}

/** Lists the rows of live groups, sorted by uuid, from `afterUuid` on. */
export async function listLiveKeys(
  reader: Reader,
  { afterUuid, limit }: { afterUuid: string; limit: number },
): Promise<GroupKey[]> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  return await reader
    .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(and(gt(instanceGroups.uuid, afterUuid), eq(instanceGroups.deleted, 0)))
    .orderBy(asc(instanceGroups.uuid))
    .limit(limit);
}

/** Those of `uuids` that live groups bear. */
export async function findLiveUuids(
  reader: Reader,
  uuids: readonly string[],
): Promise<Set<string>> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const rows = await reader
    .select({ uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(
      and(reader.dialect.anyOf(instanceGroups.uuid, uuids, 'text'), eq(instanceGroups.deleted, 0)),
    );
  return new Set(rows.map(({ uuid }) => uuid));
}

/** Lists the rows of soft-deleted groups with the time of their end, in the order of their ids. */
export async function listSoftDeletedKeys(
  reader: Reader,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<(GroupKey & { deletedAt: string | null })[]> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const { id, uuid, deletedAt } = instanceGroups;
  return await reader
    .select({ id, uuid, deletedAt })
    .from(instanceGroups)
    .where(and(gt(id, afterId), ne(instanceGroups.deleted, 0)))
    .orderBy(asc(id))
    .limit(limit);
}

/** How far apart by id groups of one batch are looked for. */
const REACH = 1_000;

/**
 * Those of the groups that were soft-deleted at the very same time as a group of a neighbouring id,
 * to the microsecond: a batch of the move ends together, whereas groups are destroyed one by one.
 */
export async function findEndedTogether(
  reader: Reader,
  groupIds: readonly number[],
): Promise<Set<number>> {
  if (groupIds.length === 0) return new Set();
  const { instanceGroups } = cellTables(reader.dialect.name);
  const from = Math.min(...groupIds) - REACH;
  const to = Math.max(...groupIds) + REACH;
  const rows = await reader
    .select({ id: instanceGroups.id })
    .from(instanceGroups)
    .where(
      and(
        reader.dialect.anyOf(instanceGroups.id, groupIds, 'integer'),
        sql`${instanceGroups.deletedAt} in (
          select deleted_at from ${instanceGroups}
          where id between ${from} and ${to} and deleted <> 0
          group by deleted_at having count(*) > 1)`,
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Groups as they were when their rows ended, by the ids of those rows: with the policies and members
 * that were soft-deleted at the same time. A live group is given as it is.
 */
export async function findFinalContent(
  reader: Reader,
  groupIds: readonly number[],
): Promise<CellGroup[]> {
  const { dialect } = reader;
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = cellTables(dialect.name);
  const wasThere = (row: 'p' | 'm') => {
    const column = (name: string) => sql`${sql.identifier(row)}.${sql.identifier(name)}`;
    return sql`${column('group_id')} = ${instanceGroups.id} and (
      (${instanceGroups.deleted} = 0 and ${column('deleted')} = 0) or
      (${instanceGroups.deleted} <> 0 and ${column('deleted_at')} = ${instanceGroups.deletedAt}))`;
  };
  const rows = await reader
    .select({
      ...rowColumns(reader),
      policyRows: dialect.jsonArray<string | null>(
        sql`p.policy`,
        sql`${instanceGroupPolicy} p where ${wasThere('p')}`,
        sql`p.id`,
      ),
      memberRows: dialect.jsonArray<string | null>(
        sql`m.instance_id`,
        sql`${instanceGroupMember} m where ${wasThere('m')}`,
        sql`m.id`,
      ),
    })
    .from(instanceGroups)
    .where(dialect.anyOf(instanceGroups.id, groupIds, 'integer'));
  return rows.map(toGroup);
}

/**
 * Lists live policy or member rows whose group is soft-deleted or not there, in the order of their
 * ids, from `afterId` on.
 */
export async function listDetachedRows(
  reader: Reader,
  kind: 'policy' | 'member',
  { afterId, limit }: { afterId: number; limit: number },
): Promise<DetachedRow[]> {
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = cellTables(
    reader.dialect.name,
  );
  const table = kind === 'policy' ? instanceGroupPolicy : instanceGroupMember;
  const value = kind === 'policy' ? instanceGroupPolicy.policy : instanceGroupMember.instanceId;
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
        eq(table.deleted, 0),
        or(isNull(instanceGroups.id), ne(instanceGroups.deleted, 0)),
      ),
    )
    .orderBy(asc(table.id))
    .limit(limit);
}
