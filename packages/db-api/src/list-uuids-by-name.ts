import { isInScope, type ProjectScope } from '@cellbridge/db-common';
import { and } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';

/** Lists the uuids of the groups with a name, among those within `scope`, in no particular order. */
export async function listUuidsByName(
  reader: ApiReader,
  name: string,
  scope: ProjectScope,
): Promise<string[]> {
  const { instanceGroups } = reader.tables;
  const ofProject = isInScope(reader.dialect, instanceGroups, scope);
  const rows = await reader
    .select({ uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(and(reader.dialect.holds(instanceGroups.name, name), ofProject));
  return rows.map(({ uuid }) => uuid);
}
