import { type Dialect, prepared, type Reader } from '@cellbridge/database';
import { cellTables, firstSpelling, uuidSpellings } from '@cellbridge/schema';
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { CellGroup, ProjectScope } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { isLive } from './is-live.js';

/** Finds the live group of a uuid as it is stored. One statement. */
export const findGroupsByUuid = lookup(({ instanceGroups }, { holds }) =>
  holds(instanceGroups.uuid, sql.placeholder('key')),
);

/**
 * Finds the live group of a uuid, however that is spelled: as it was asked for, else in one of the usual
 * spellings. One statement, which looks for a spelling only where those before it are not there.
 */
export const findGroupsByAnySpelling = lookup(
  ({ instanceGroups }, { holds }, ofProject) =>
    sql`${instanceGroups.id} = ${firstSpelling(
      (spelling) =>
        sql`select id from ${instanceGroups} where ${and(holds(sql`uuid`, spelling), sql`deleted = 0`, ofProject)}`,
    )}`,
  uuidSpellings,
);

/** Finds the live groups of a name, in the order of their uuids. One statement. */
export const findGroupsByName = lookup(({ instanceGroups }, { holds }) =>
  holds(instanceGroups.name, sql.placeholder('key')),
);

/** Finds the live groups that an instance is a live member of, in the order of their uuids. One statement. */
export const findGroupsByInstance = lookup(
  ({ instanceGroups, instanceGroupMember }, { holds }) =>
    sql`${instanceGroups.id} in (select group_id from ${instanceGroupMember}
      where ${holds(sql`instance_id`, sql.placeholder('key'))} and deleted = 0)`,
);

/** Finds live groups by a key, among those that `scope` lets it see. */
export type Lookup = (reader: Reader, key: string, scope: ProjectScope) => Promise<CellGroup[]>;

/**
 * A lookup is prepared once a connection and scope, and differs from the others in its condition, and in
 * what its placeholders get for a key.
 */
function lookup(
  condition: (
    tables: ReturnType<typeof cellTables>,
    dialect: Dialect,
    ofProject: SQL | undefined,
  ) => SQL,
  valuesOf: (key: string) => object = (key) => ({ key }),
): Lookup {
  const build = (scoped: boolean) =>
    prepared((reader) => {
      const tables = cellTables(reader.dialect.name);
      const { instanceGroups } = tables;
      const ofProject = scoped
        ? eq(instanceGroups.projectId, sql.placeholder('projectId'))
        : undefined;
      return reader
        .select(groupColumns(reader))
        .from(instanceGroups)
        .where(and(condition(tables, reader.dialect, ofProject), isLive(instanceGroups), ofProject))
        .orderBy(asc(reader.dialect.byteOrder(instanceGroups.uuid)));
    });
  const everybody = build(false);
  const oneProject = build(true);
  return async (reader, key, scope) => {
    const rows =
      scope === null
        ? await everybody(reader, { ...valuesOf(key) })
        : await oneProject(reader, { ...valuesOf(key), projectId: scope });
    return rows.map(toGroup);
  };
}
