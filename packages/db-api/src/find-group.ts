import { creationOrder, type Dialect, inCreationOrder, prepared } from '@cellbridge/database';
import { type ApiTables, firstFound, firstSpelling, uuidSpellings } from '@cellbridge/schema';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import type { ApiGroup, ProjectScope } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { hasRules } from './later-columns.js';

/** Finds a group by its uuid as it is stored. One statement. */
export const findGroupByUuid = lookup(
  ({ instanceGroups }, { asBytes }, ofProject) => {
    const key = sql.placeholder('key');
    const bytes = asBytes(key);
    if (bytes === undefined) return eq(instanceGroups.uuid, key);
    // Faster on SQLite than a list of both, which it would make a table of.
    return sql`${instanceGroups.id} = ${firstFound(
      [key, bytes],
      (uuid) => sql`select id from ${instanceGroups} where ${and(sql`uuid = ${uuid}`, ofProject)}`,
    )}`;
  },
  { isUnique: true },
);

/**
 * Finds a group by its uuid, however that is spelled: as it was asked for, else in one of the usual
 * spellings. One statement, which looks for a spelling only where those before it are not there. It is not
 * for what is asked most: a fifth slower than {@link findGroupByUuid}.
 */
export const findGroupByAnySpelling = lookup(
  ({ instanceGroups }, { holds }, ofProject) =>
    sql`${instanceGroups.id} = ${firstSpelling(
      (spelling) =>
        sql`select id from ${instanceGroups} where ${and(holds(sql`uuid`, spelling), ofProject)}`,
    )}`,
  { isUnique: true, valuesOf: uuidSpellings },
);
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

/**
 * Finds a group by its name; the oldest where several bear it. One statement, and a second one only where a
 * time stamp does not sort as it reads.
 */
export const findGroupByName = lookup(({ instanceGroups }, { holds }) =>
  holds(instanceGroups.name, sql.placeholder('key')),
);

/** Finds the group that an instance is a member of; the oldest where it is in several, as {@link findGroupByName}. */
export const findGroupByInstance = lookup(
  ({ instanceGroups, instanceGroupMember }, { holds }) =>
    sql`${instanceGroups.id} in (select group_id from ${instanceGroupMember} where ${holds(sql`instance_uuid`, sql.placeholder('key'))})`,
);

/** Finds a group by a key, among those that `scope` lets it see; `undefined` where there is none. */
export type Lookup = (
  reader: ApiReader,
  key: string,
  scope: ProjectScope,
) => Promise<ApiGroup | undefined>;

/** How a lookup differs from the others, beside its condition. */
interface LookupOptions {
  /** Whether no two groups fulfil the condition, so that there is nothing to sort. Default: false. */
  readonly isUnique?: boolean;
  /** What the placeholders get for a key. Default: `key` gets it. */
  readonly valuesOf?: (key: string) => object;
}

/** A lookup is prepared once for each of its forms. */
function lookup(
  condition: (tables: ApiTables, dialect: Dialect, ofProject: SQL | undefined) => SQL,
  { isUnique = false, valuesOf = (key) => ({ key }) }: LookupOptions = {},
): Lookup {
  const conditionFor = ({ dialect, tables }: ApiReader, scoped: boolean) => {
    const key = sql.placeholder('projectId');
    const ofProject = scoped ? eq(tables.instanceGroups.projectId, key) : undefined;
    return and(condition(tables, dialect, ofProject), ofProject);
  };
  const buildUnique = (scoped: boolean, withRules: boolean) => {
    const only = prepared((reader: ApiReader) => {
      const { instanceGroups } = reader.tables;
      return reader
        .select(groupColumns(reader, withRules))
        .from(instanceGroups)
        .where(conditionFor(reader, scoped))
        .limit(1);
    });
    return async (reader: ApiReader, values: Record<string, unknown>) => {
      const [row] = await only(reader, values);
      return row && toGroup(row);
    };
  };
  const buildOldest = (scoped: boolean, withRules: boolean) => {
    const upTo = (limit: number | undefined) =>
      prepared((reader: ApiReader) => {
        const { instanceGroups } = reader.tables;
        const sortsAsRead = reader.dialect.sortsAsRead(instanceGroups.createdAt);
        const query = reader
          .select({ ...groupColumns(reader, withRules), sortsAsRead })
          .from(instanceGroups)
          .where(conditionFor(reader, scoped))
          .orderBy(...creationOrder(reader.dialect, instanceGroups));
        return limit === undefined ? query : query.limit(limit);
      });
    const [first, all] = [upTo(1), upTo(undefined)];
    return async (reader: ApiReader, values: Record<string, unknown>) => {
      const read = (limit: number | undefined) => (limit === 1 ? first : all)(reader, values);
      const [found] = await inCreationOrder(1, read);
      if (!found) return undefined;
      const { sortsAsRead: _sortsAsRead, ...row } = found;
      return toGroup(row);
    };
  };
  const build = isUnique ? buildUnique : buildOldest;
  const formsOf = (withRules: boolean) => ({
    everybody: build(false, withRules),
    oneProject: build(true, withRules),
  });
  const [plain, withRules] = [formsOf(false), formsOf(true)];
  return async (reader, key, scope) => {
    const { everybody, oneProject } = (await hasRules(reader)) ? withRules : plain;
    return scope === null
      ? await everybody(reader, { ...valuesOf(key) })
      : await oneProject(reader, { ...valuesOf(key), projectId: scope });
  };
}
