/** Lookups of groups: by uuid, name or instance, over the tables of either kind of database. */
import {
  type Dialect,
  type Preparable,
  prepared,
  type Reader,
  type Table,
} from '@cellbridge/database';
import { type UuidSpellings, uuidSpellings } from '@cellbridge/schema';
import { and, type Column, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { ProjectScope } from './project-scope.js';

/** The tables to search for groups. */
export interface GroupTables {
  readonly groups: Table & Record<'id' | 'uuid' | 'name' | 'projectId', Column>;
  readonly members: Table;
  /** The column of `members` with the uuids of instances. */
  readonly instanceColumn: string;
  /** A condition for the rows of both; it names its column without a table: `deleted = 0`. Default: all count. */
  readonly isLive?: SQL;
}

/** What to look groups up by: their uuid, for example. */
export interface LookupBy {
  /**
   * Returns the condition for the groups to find. {@link preparedLookup} narrows the whole query by `ofProject`;
   * a condition needs it only where it picks one of several rows itself.
   */
  condition(tables: GroupTables, dialect: Dialect, ofProject: SQL | undefined): SQL;
  /** Returns the values of the condition's placeholders. */
  valuesOf(key: string): Readonly<Record<string, unknown>>;
}

const KEY = sql.placeholder('key');
const keyOnly = (key: string) => ({ key });

/** By the uuid as stored. */
export const byUuid: LookupBy = {
  condition(tables, { asBytes, equals }, ofProject) {
    const bytes = asBytes(KEY);
    if (bytes === undefined) return equals(tables.groups.uuid, KEY);
    // Faster on SQLite than a list of the text and its bytes, which it would turn into a table.
    return isFirst(tables, [KEY, bytes], (uuid) => sql`uuid = ${uuid}`, ofProject);
  },
  valuesOf: keyOnly,
};

const SPELLINGS = ['exact', 'canonical', 'capitals', 'digits', 'capitalDigits'] as const;

/**
 * By the uuid in any spelling: as given, else in one of the usual spellings. It tries a spelling only if those
 * before it are not found, and is a fifth slower than {@link byUuid}.
 */
export const byAnySpelling: LookupBy = {
  condition(tables, { holds }, ofProject) {
    const spellings = SPELLINGS.map((name: keyof UuidSpellings) => sql.placeholder(name));
    return isFirst(tables, spellings, (spelling) => holds(sql`uuid`, spelling), ofProject);
  },
  valuesOf: (key) => ({ ...uuidSpellings(key) }),
};

/** By the name. */
export const byName: LookupBy = {
  condition: ({ groups }, { holds }) => holds(groups.name, KEY),
  valuesOf: keyOnly,
};

/** By the uuid of an instance that is a member. */
export const byInstance: LookupBy = {
  condition: ({ groups, members, instanceColumn, isLive }, { holds }) =>
    sql`${groups.id} in (select group_id from ${members}
      where ${and(holds(sql`${sql.identifier(instanceColumn)}`, KEY), isLive)})`,
  valuesOf: keyOnly,
};

/** Looks groups up by a key, within a scope. */
export type LookupQuery<Row, Tables> = (
  reader: Reader<Tables>,
  key: string,
  scope: ProjectScope,
) => Promise<Row[]>;

/**
 * Prepares a lookup once for all groups, and once for the groups of one project.
 *
 * @param tablesOf returns the tables to search.
 * @param build makes the query from its condition.
 */
export function preparedLookup<Row, Tables>(
  { condition, valuesOf }: LookupBy,
  tablesOf: (tables: Tables) => GroupTables,
  build: (reader: Reader<Tables>, condition: SQL | undefined) => Preparable<Row>,
): LookupQuery<Row, Tables> {
  const forScope = (isScoped: boolean) =>
    prepared((reader: Reader<Tables>) => {
      const tables = tablesOf(reader.tables);
      const { groups, isLive } = tables;
      const ofProject = isScoped
        ? reader.dialect.equals(groups.projectId, sql.placeholder('projectId'))
        : undefined;
      return build(reader, and(condition(tables, reader.dialect, ofProject), isLive, ofProject));
    });
  const [everybody, oneProject] = [forScope(false), forScope(true)];
  return (reader, key, scope) =>
    scope === null
      ? everybody(reader, valuesOf(key))
      : oneProject(reader, { ...valuesOf(key), projectId: scope });
}

/** Returns whether a group is the first found by one of several values of its uuid, in their order. */
function isFirst<Value extends Placeholder | SQL>(
  { groups, isLive }: GroupTables,
  values: readonly Value[],
  has: (value: Value) => SQL,
  ofProject: SQL | undefined,
): SQL {
  const queries = values.map(
    (value) => sql`(select id from ${groups} where ${and(has(value), isLive, ofProject)} limit 1)`,
  );
  return sql`${groups.id} = coalesce(${sql.join(queries, sql`, `)})`;
}
