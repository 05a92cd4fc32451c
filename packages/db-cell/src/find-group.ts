import { type Dialect, prepared } from '@cellbridge/database';
import { firstFound, firstSpelling, uuidSpellings } from '@cellbridge/schema';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { CellReader, TablesOfCell } from './cell-database.js';
import type { CellGroup, ProjectScope } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { isLive } from './is-live.js';

/** Finds the live group of a uuid as it is stored. One statement. */
export const findGroupsByUuid = lookup(({ instanceGroups }, { asBytes }, ofProject) => {
  const key = sql.placeholder('key');
  const bytes = asBytes(key);
  if (bytes === undefined) return eq(instanceGroups.uuid, key);
  // Faster on SQLite than a list of both, which it would make a table of.
  return sql`${instanceGroups.id} = ${firstFound(
    [key, bytes],
    (uuid) =>
      sql`select id from ${instanceGroups} where ${and(sql`uuid = ${uuid}`, sql`deleted = 0`, ofProject)}`,
  )}`;
});

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

/** Finds the live groups of a name, in no particular order. One statement. */
export const findGroupsByName = lookup(({ instanceGroups }, { holds }) =>
  holds(instanceGroups.name, sql.placeholder('key')),
);

/** Finds the live groups that an instance is a live member of, in no particular order. One statement. */
export const findGroupsByInstance = lookup(
  ({ instanceGroups, instanceGroupMember }, { holds }) =>
    sql`${instanceGroups.id} in (select group_id from ${instanceGroupMember}
      where ${holds(sql`instance_id`, sql.placeholder('key'))} and deleted = 0)`,
);

/** Finds live groups by a key, among those that `scope` lets it see. */
export type Lookup = (reader: CellReader, key: string, scope: ProjectScope) => Promise<CellGroup[]>;

/**
 * A lookup is prepared once a connection and scope, and differs from the others in its condition, and in
 * what its placeholders get for a key.
 */
function lookup(
  condition: (tables: TablesOfCell, dialect: Dialect, ofProject: SQL | undefined) => SQL,
  valuesOf: (key: string) => object = (key) => ({ key }),
): Lookup {
  const build = (scoped: boolean) =>
    prepared((reader: CellReader) => {
      const tables = reader.tables;
      const { instanceGroups } = tables;
      const ofProject = scoped
        ? eq(instanceGroups.projectId, sql.placeholder('projectId'))
        : undefined;
      return reader
        .select(groupColumns(reader))
        .from(instanceGroups)
        .where(
          and(condition(tables, reader.dialect, ofProject), isLive(instanceGroups), ofProject),
        );
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
