import { prepared, type Reader } from '@cellbridge/database';
import { apiTables } from '@cellbridge/schema';
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { ApiGroup, ProjectScope } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';

/** Finds a group by its uuid. One statement. */
export const findGroupByUuid = lookup(({ instanceGroups }) =>
  eq(instanceGroups.uuid, sql.placeholder('key')),
);

const byId = prepared((reader) => {
  const { instanceGroups } = apiTables(reader.dialect.name);
  return reader
    .select(groupColumns(reader))
    .from(instanceGroups)
    .where(eq(instanceGroups.id, sql.placeholder('id')));
});

/** Finds a group by the id of its row. One statement. */
export async function findGroupById(reader: Reader, id: number): Promise<ApiGroup | undefined> {
  const [row] = await byId(reader, { id });
  return row && toGroup(row);
}

/** Finds a group by its name; the oldest where several bear it. One statement. */
export const findGroupByName = lookup(({ instanceGroups }) =>
  eq(instanceGroups.name, sql.placeholder('key')),
);

/** Finds the group that an instance is a member of; the oldest where it is in several. One statement. */
export const findGroupByInstance = lookup(
  ({ instanceGroups, instanceGroupMember }) =>
    sql`${instanceGroups.id} in (select group_id from ${instanceGroupMember} where instance_uuid = ${sql.placeholder('key')})`,
);

/** Finds a group by a key, among those that `scope` lets it see; `undefined` where there is none. */
export type Lookup = (
  reader: Reader,
  key: string,
  scope: ProjectScope,
) => Promise<ApiGroup | undefined>;

/** A lookup is prepared once a connection and scope, and differs from the others in its condition. */
function lookup(condition: (tables: ReturnType<typeof apiTables>) => SQL): Lookup {
  const build = (scoped: boolean) =>
    prepared((reader) => {
      const tables = apiTables(reader.dialect.name);
      const { instanceGroups } = tables;
      return reader
        .select(groupColumns(reader))
        .from(instanceGroups)
        .where(
          and(
            condition(tables),
            scoped ? eq(instanceGroups.projectId, sql.placeholder('projectId')) : undefined,
          ),
        )
        .orderBy(asc(instanceGroups.createdAt), asc(instanceGroups.uuid))
        .limit(1);
    });
  const everybody = build(false);
  const oneProject = build(true);
  return async (reader, key, scope) => {
    const [row] =
      scope === null
        ? await everybody(reader, { key })
        : await oneProject(reader, { key, projectId: scope });
    return row && toGroup(row);
  };
}
