import {
  type CreationKey,
  creationOrder,
  inCreationOrder,
  type Reader,
  readablePage,
} from '@cellbridge/database';
import { apiTables } from '@cellbridge/schema';
import { and, asc, count, eq, type SQL, sql } from 'drizzle-orm';
import type { ApiGroup, ProjectScope } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { hasRules } from './later-columns.js';

/**
 * Part of a list: groups whose uuid comes after `afterUuid` by its bytes, `limit` of them at most. A uuid
 * that is stored as bytes, or may be unreadable, is in no part of a list; the whole list has it.
 */
export interface Page {
  /** It need not exist any more; without it, from the first. */
  readonly afterUuid?: string | undefined;
  /** Without it, all. */
  readonly limit?: number | undefined;
}

/** Lists groups, sorted by the bytes of their uuids. One statement, whatever their number. */
export async function listGroups(
  reader: Reader,
  scope: ProjectScope,
  page: Page = {},
): Promise<ApiGroup[]> {
  const { instanceGroups } = apiTables(reader.dialect.name);
  const { afterUuid, limit } = page;
  const uuid = reader.dialect.byteOrder(instanceGroups.uuid);
  const isPaged = afterUuid !== undefined || limit !== undefined;
  const columns = groupColumns(reader, await hasRules(reader));
  const read = async (most: number | undefined) => {
    const query = reader
      .select(columns)
      .from(instanceGroups)
      .where(
        and(
          scope === null ? undefined : eq(instanceGroups.projectId, scope),
          afterUuid === undefined ? undefined : sql`${uuid} > ${afterUuid}`,
          isPaged ? reader.dialect.isText(instanceGroups.uuid) : undefined,
        ),
      )
      .orderBy(asc(uuid));
    return await (most === undefined ? query : query.limit(most));
  };
  const rows = isPaged ? await readablePage(limit, read) : await read(undefined);
  return rows.map(toGroup);
}

/**
 * Lists the first `limit` groups in creation order, by their keys: those without a time stamp come
 * first, those of one time stamp in the order of their uuids. One statement, and more of them only where
 * uuids may be unreadable, which are passed over as in a {@link Page}, or time stamps do not sort as they read.
 */
export async function listCreationKeys(
  reader: Reader,
  scope: ProjectScope,
  limit: number,
): Promise<CreationKey[]> {
  const { instanceGroups } = apiTables(reader.dialect.name);
  const { uuid, createdAt } = instanceGroups;
  const sortsAsRead = reader.dialect.sortsAsRead(createdAt);
  const read = async (most: number | undefined) => {
    const query = reader
      .select({ uuid, createdAt, sortsAsRead })
      .from(instanceGroups)
      .where(
        and(
          scope === null ? undefined : eq(instanceGroups.projectId, scope),
          reader.dialect.isText(uuid),
        ),
      )
      .orderBy(...creationOrder(reader.dialect, instanceGroups));
    return await (most === undefined ? query : query.limit(most));
  };
  const rows = await readablePage(limit, (most) => inCreationOrder(most, read));
  return rows.map((row) => ({ uuid: row.uuid, createdAt: row.createdAt }));
}

/** Finds the groups that bear one of `uuids`, in no particular order. One statement. */
export async function findGroupsByUuid(
  reader: Reader,
  uuids: readonly string[],
): Promise<ApiGroup[]> {
  const { instanceGroups } = apiTables(reader.dialect.name);
  const rows = await reader
    .select(groupColumns(reader, await hasRules(reader)))
    .from(instanceGroups)
    .where(reader.dialect.holdsAnyOf(instanceGroups.uuid, uuids));
  return rows.map(toGroup);
}

/** Counts a project's groups, or those of one of its users (Nova's quota count). */
export async function countGroups(
  reader: Reader,
  projectId: string,
  userId?: string,
): Promise<number> {
  const { instanceGroups } = apiTables(reader.dialect.name);
  const conditions: SQL[] = [eq(instanceGroups.projectId, projectId)];
  if (userId !== undefined) conditions.push(eq(instanceGroups.userId, userId));
  const [row] = await reader
    .select({ groups: count() })
    .from(instanceGroups)
    .where(and(...conditions));
  return Number(row?.groups ?? 0);
}
