import { prepared } from '@cellbridge/database';
import {
  byAnySpelling,
  byInstance,
  byName,
  byUuid,
  creationOrder,
  inCreationOrder,
  type LookupBy,
  type LookupQuery,
  type ProjectScope,
  preparedLookup,
} from '@cellbridge/db-common';
import type { ApiTables } from '@cellbridge/schema';
import { eq, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import type { ApiGroup } from './group.js';
import { type GroupRowParts, groupColumns, toGroup } from './group-columns.js';
import { hasRules } from './later-columns.js';

/** Finds a group by a key, among those within `scope`; returns `undefined` if there is none. */
export type GroupLookup = (
  reader: ApiReader,
  key: string,
  scope: ProjectScope,
) => Promise<ApiGroup | undefined>;

/** Finds a group by its uuid as stored. One statement. */
export const findGroupByUuid = groupLookup(byUuid, prepareOnly);

/** Finds a group by its uuid in any spelling. One statement. */
export const findGroupByAnySpelling = groupLookup(byAnySpelling, prepareOnly);

/**
 * Finds a group by its name; the oldest if several have it. One statement, and a second one only if a timestamp
 * does not sort the way it reads.
 */
export const findGroupByName = groupLookup(byName, prepareOldest);

/** Finds the group of an instance; the oldest if it is in several, like {@link findGroupByName}. */
export const findGroupByInstance = groupLookup(byInstance, prepareOldest);

const findById = (withRules: boolean) =>
  prepared((reader: ApiReader) => {
    const { instanceGroups } = reader.tables;
    return reader
      .select(groupColumns(reader, withRules))
      .from(instanceGroups)
      .where(eq(instanceGroups.id, sql.placeholder('id')));
  });
const byId = { plain: findById(false), withRules: findById(true) };

/** Finds a group by the id of its row. One statement. */
export async function findGroupById(reader: ApiReader, id: number): Promise<ApiGroup | undefined> {
  const find = (await hasRules(reader)) ? byId.withRules : byId.plain;
  const [row] = await find(reader, { id });
  return row && toGroup(row);
}

/** Prepares a lookup for API databases with the column of rules, and for those without. */
function groupLookup(
  by: LookupBy,
  prepare: (by: LookupBy, withRules: boolean) => LookupQuery<GroupRowParts, ApiTables>,
): GroupLookup {
  const [plain, withRules] = [prepare(by, false), prepare(by, true)];
  return async (reader, key, scope) => {
    const find = (await hasRules(reader)) ? withRules : plain;
    const [row] = await find(reader, key, scope);
    return row && toGroup(row);
  };
}

/** Prepares the query for the group with a key that no two groups share. */
function prepareOnly(by: LookupBy, withRules: boolean): LookupQuery<GroupRowParts, ApiTables> {
  return preparedLookup(by, groupTables, (reader: ApiReader, condition) =>
    reader
      .select(groupColumns(reader, withRules))
      .from(reader.tables.instanceGroups)
      .where(condition)
      .limit(1),
  );
}

/** Prepares the query for the oldest group with a key that several groups may share. */
function prepareOldest(by: LookupBy, withRules: boolean): LookupQuery<GroupRowParts, ApiTables> {
  const upTo = (limit: number | undefined) =>
    preparedLookup(by, groupTables, (reader: ApiReader, condition) => {
      const { instanceGroups } = reader.tables;
      const sortsAsRead = reader.dialect.sortsAsRead(instanceGroups.createdAt);
      const query = reader
        .select({ ...groupColumns(reader, withRules), sortsAsRead })
        .from(instanceGroups)
        .where(condition)
        .orderBy(...creationOrder(reader.dialect, instanceGroups));
      return limit === undefined ? query : query.limit(limit);
    });
  const [first, all] = [upTo(1), upTo(undefined)];
  return async (reader, key, scope) => {
    const read = (limit: number | undefined) => (limit === 1 ? first : all)(reader, key, scope);
    const rows = await inCreationOrder(1, read);
    return rows.map(({ sortsAsRead: _sortsAsRead, ...row }) => row);
  };
}

function groupTables({ instanceGroups, instanceGroupMember }: ApiTables) {
  return {
    groups: instanceGroups,
    members: instanceGroupMember,
    instanceColumn: 'instance_uuid',
  };
}
