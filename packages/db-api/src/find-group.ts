import { prepared, type Reader } from '@cellbridge/database';
import { apiTables } from '@cellbridge/schema';
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { ApiGroup, ProjectScope } from './group.js';
import { groupColumns, toGroup } from './group-columns.js';
import { hasRules } from './later-columns.js';

/** Finds a group by its uuid. One statement. */
export const findGroupByUuid = lookup(({ instanceGroups }) =>
  eq(instanceGroups.uuid, sql.placeholder('key')),
);

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

/** A lookup is prepared once for each of its forms, and differs from the others in its condition. */
function lookup(condition: (tables: ReturnType<typeof apiTables>) => SQL): Lookup {
  const build = (scoped: boolean, withRules: boolean) =>
    prepared((reader) => {
      const tables = apiTables(reader.dialect.name);
      const { instanceGroups } = tables;
      return reader
        .select(groupColumns(reader, withRules))
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
  const formsOf = (withRules: boolean) => ({
    everybody: build(false, withRules),
    oneProject: build(true, withRules),
  });
  const [plain, withRules] = [formsOf(false), formsOf(true)];
  return async (reader, key, scope) => {
    const { everybody, oneProject } = (await hasRules(reader)) ? withRules : plain;
    const [row] =
      scope === null
        ? await everybody(reader, { key })
        : await oneProject(reader, { key, projectId: scope });
    return row && toGroup(row);
  };
}
