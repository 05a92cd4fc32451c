import {
  type CreationKey,
  isInScope,
  type Page,
  type ProjectScope,
  readCreationKeys,
  readPage,
} from '@cellbridge/db-common';
import { and } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import type { CellGroup } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { isLive } from './is-live.js';

/** Lists live groups, sorted by the bytes of their uuids. One statement, whatever their number. */
export async function listGroups(
  reader: CellReader,
  scope: ProjectScope,
  page: Page = {},
): Promise<CellGroup[]> {
  const { instanceGroups } = reader.tables;
  const columns = groupColumns(reader);
  const rows = await readPage(reader, instanceGroups.uuid, page, (ofPage, order) =>
    reader
      .select(columns)
      .from(instanceGroups)
      .where(
        and(isLive(instanceGroups), isInScope(reader.dialect, instanceGroups, scope), ...ofPage),
      )
      .orderBy(order),
  );
  return rows.map(toGroup);
}

/** Lists the first `limit` live groups in creation order, by their keys; see `readCreationKeys`. */
export async function listCreationKeys(
  reader: CellReader,
  scope: ProjectScope,
  limit: number,
): Promise<CreationKey[]> {
  const { instanceGroups } = reader.tables;
  const { uuid, createdAt } = instanceGroups;
  return await readCreationKeys(reader, instanceGroups, limit, (sortsAsRead, isText, order) =>
    reader
      .select({ uuid, createdAt, sortsAsRead })
      .from(instanceGroups)
      .where(and(isLive(instanceGroups), isInScope(reader.dialect, instanceGroups, scope), isText))
      .orderBy(...order),
  );
}

/** Finds the live groups with one of `uuids`, in no particular order. One statement. */
export async function findGroupsByUuids(
  reader: CellReader,
  uuids: readonly string[],
): Promise<CellGroup[]> {
  const { instanceGroups } = reader.tables;
  const rows = await reader
    .select(groupColumns(reader))
    .from(instanceGroups)
    .where(and(reader.dialect.holdsAnyOf(instanceGroups.uuid, uuids), isLive(instanceGroups)));
  return rows.map(toGroup);
}

/** Lists the uuid and the user of each live group of a project, to count it once over all databases. */
export async function listGroupOwners(
  reader: CellReader,
  projectId: string,
): Promise<{ uuid: string; userId: string | null }[]> {
  const { instanceGroups } = reader.tables;
  return await reader
    .select({ uuid: instanceGroups.uuid, userId: instanceGroups.userId })
    .from(instanceGroups)
    .where(and(isLive(instanceGroups), reader.dialect.equals(instanceGroups.projectId, projectId)));
}
