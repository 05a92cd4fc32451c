import {
  byAnySpelling,
  byInstance,
  byName,
  byUuid,
  type LookupBy,
  type ProjectScope,
  preparedLookup,
} from '@cellbridge/db-common';
import { sql } from 'drizzle-orm';
import type { CellReader, TablesOfCell } from './cell-database.js';
import type { CellGroup } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';

/** Finds live groups by a key, among those within `scope`, in no particular order. One statement. */
export type GroupsLookup = (
  reader: CellReader,
  key: string,
  scope: ProjectScope,
) => Promise<CellGroup[]>;

/** Finds the live group by a uuid as stored. */
export const findGroupsByUuid = groupLookup(byUuid);

/** Finds the live group by a uuid in any spelling. */
export const findGroupsByAnySpelling = groupLookup(byAnySpelling);

/** Finds the live groups with a name. */
export const findGroupsByName = groupLookup(byName);

/** Finds the live groups of which an instance is a live member. */
export const findGroupsByInstance = groupLookup(byInstance);

function groupLookup(by: LookupBy): GroupsLookup {
  const find = preparedLookup(by, groupTables, (reader: CellReader, condition) =>
    reader.select(groupColumns(reader)).from(reader.tables.instanceGroups).where(condition),
  );
  return async (reader, key, scope) => {
    const rows = await find(reader, key, scope);
    return rows.map(toGroup);
  };
}

function groupTables({ instanceGroups, instanceGroupMember }: TablesOfCell) {
  return {
    groups: instanceGroups,
    members: instanceGroupMember,
    instanceColumn: 'instance_id',
    isLive: sql`deleted = 0`,
  };
}
