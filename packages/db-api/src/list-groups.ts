import {
  type CreationKey,
  isInScope,
  type Page,
  type ProjectScope,
  readCreationKeys,
  readPage,
} from '@cellbridge/db-common';
import { and, count, type SQL } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import type { ApiGroup } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { hasRules } from './later-columns.js';

/** Lists groups, sorted by the bytes of their uuids. One statement, whatever their number. */
export async function listGroups(
  reader: ApiReader,
  scope: ProjectScope,
  page: Page = {},
): Promise<ApiGroup[]> {
  const { instanceGroups } = reader.tables;
  const columns = groupColumns(reader, await hasRules(reader));
  const rows = await readPage(reader, instanceGroups.uuid, page, (ofPage, order) =>
    reader
      .select(columns)
      .from(instanceGroups)
      .where(and(isInScope(reader.dialect, instanceGroups, scope), ...ofPage))
      .orderBy(order),
  );
  return rows.map(toGroup);
}

/** Lists the first `limit` groups in creation order, by their keys; see `readCreationKeys`. */
export async function listCreationKeys(
  reader: ApiReader,
  scope: ProjectScope,
  limit: number,
): Promise<CreationKey[]> {
  const { instanceGroups } = reader.tables;
  const { uuid, createdAt } = instanceGroups;
  return await readCreationKeys(reader, instanceGroups, limit, (sortsAsRead, isText, order) =>
    reader
      .select({ uuid, createdAt, sortsAsRead })
      .from(instanceGroups)
      .where(and(isInScope(reader.dialect, instanceGroups, scope), isText))
      .orderBy(...order),
  );
}

/** Finds the groups that bear one of `uuids`, in no particular order. One statement. */
export async function findGroupsByUuids(
  reader: ApiReader,
  uuids: readonly string[],
): Promise<ApiGroup[]> {
  const { instanceGroups } = reader.tables;
  const rows = await reader
    .select(groupColumns(reader, await hasRules(reader)))
    .from(instanceGroups)
    .where(reader.dialect.holdsAnyOf(instanceGroups.uuid, uuids));
  return rows.map(toGroup);
}

/** Counts a project's groups, or those of one of its users (Nova's quota count). */
export async function countGroups(
  reader: ApiReader,
  projectId: string,
  userId?: string,
): Promise<number> {
  const { instanceGroups } = reader.tables;
  const conditions: SQL[] = [reader.dialect.equals(instanceGroups.projectId, projectId)];
  if (userId !== undefined) conditions.push(reader.dialect.equals(instanceGroups.userId, userId));
  const [row] = await reader
    .select({ groups: count() })
    .from(instanceGroups)
    .where(and(...conditions));
  return Number(row?.groups ?? 0);
}
