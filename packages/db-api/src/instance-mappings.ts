import { eq, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';

/**
 * Finds the cell of each instance, by its instance mapping. One statement.
 *
 * @returns cell uuid by instance uuid; `null` if the instance was not scheduled to a cell yet. Leaves out an
 * instance without a mapping.
 */
export async function findCellsOfInstances(
  reader: ApiReader,
  instanceUuids: readonly string[],
): Promise<Map<string, string | null>> {
  const { cellMappings, instanceMappings } = reader.tables;
  const rows = await reader
    .select({ instanceUuid: instanceMappings.instanceUuid, cellUuid: cellMappings.uuid })
    .from(instanceMappings)
    .leftJoin(cellMappings, eq(cellMappings.id, instanceMappings.cellId))
    .where(reader.dialect.anyOf(instanceMappings.instanceUuid, instanceUuids, 'text'));
  return new Map(rows.map((row) => [row.instanceUuid, row.cellUuid]));
}

/** What an instance mapping holds besides the cell. */
export interface MappedInstance {
  readonly instanceUuid: string;
  readonly isScheduled: boolean;
  /** The owner's user id; `null` if Nova has not written it yet (since Stein it does). */
  readonly userId: string | null;
  /** Whether it is deleted, or will be; `null` if Nova has not written it yet (since Rocky it does). */
  readonly queuedForDelete: boolean | null;
}

/** Finds the mappings of instances, without instances that have none. One statement. */
export async function findMappedInstances(
  reader: ApiReader,
  instanceUuids: readonly string[],
): Promise<Map<string, MappedInstance>> {
  const { instanceMappings } = reader.tables;
  const { instanceUuid, cellId, userId, queuedForDelete } = instanceMappings;
  const has = (column: string) => reader.hasColumn('instance_mappings', column);
  const rows = await reader
    .select({
      instanceUuid,
      cellId,
      userId: (await has('user_id')) ? userId : sql<null>`null`,
      queuedForDelete: (await has('queued_for_delete')) ? queuedForDelete : sql<null>`null`,
    })
    .from(instanceMappings)
    .where(reader.dialect.anyOf(instanceUuid, instanceUuids, 'text'));
  return new Map(
    rows.map(({ cellId, ...row }) => [row.instanceUuid, { ...row, isScheduled: cellId !== null }]),
  );
}

/**
 * Finds the users of instances that are not in a cell yet, by Nova's build requests: one exists from the
 * request for an instance until the instance is in its cell.
 *
 * @returns user id by instance uuid. One statement; none if the database has no such table.
 */
export async function findUsersOfBuildRequests(
  reader: ApiReader,
  instanceUuids: readonly string[],
): Promise<Map<string, string>> {
  if (instanceUuids.length === 0) return new Map();
  if (!(await reader.hasColumn('build_requests', 'instance'))) return new Map();
  const rows = await reader.all<{ instance_uuid: string; instance: string | null }>(
    sql`select instance_uuid, instance from build_requests
        where ${reader.dialect.anyOf(sql`instance_uuid`, instanceUuids, 'text')}`,
  );
  return new Map(
    rows.flatMap((row) => {
      const userId = userOf(row.instance);
      return userId === undefined ? [] : [[row.instance_uuid, userId]];
    }),
  );
}

/** Returns the user of an instance as Nova serializes its objects. */
function userOf(instance: string | null): string | undefined {
  try {
    const { 'nova_object.data': data } = JSON.parse(instance ?? '{}') as {
      'nova_object.data'?: { user_id?: unknown };
    };
    return typeof data?.user_id === 'string' ? data.user_id : undefined;
  } catch {
    return undefined;
  }
}
