import { prepared, type Reader } from '@cellbridge/database';
import { cellTables } from '@cellbridge/schema';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { isLive } from './is-live.js';

const hostsOfInstances = prepared((reader) => {
  const { instances } = cellTables(reader.dialect.name);
  return reader
    .selectDistinct({ host: instances.host })
    .from(instances)
    .where(
      and(
        reader.dialect.anyOf(instances.uuid, sql.placeholder('uuids'), 'text'),
        isLive(instances),
        isNotNull(instances.host),
      ),
    );
});

/** The hosts of those of the instances that are live here and have one, each once. One statement. */
export async function findHosts(
  reader: Reader,
  instanceUuids: readonly string[],
): Promise<string[]> {
  const rows = await hostsOfInstances(reader, { uuids: instanceUuids });
  return rows.map((row) => row.host).filter((host): host is string => host !== null && host !== '');
}

/** Those of the instances that are live here and belong to a user. One statement. */
export async function findInstancesOfUser(
  reader: Reader,
  instanceUuids: readonly string[],
  userId: string,
): Promise<string[]> {
  const { instances } = cellTables(reader.dialect.name);
  const rows = await reader
    .select({ uuid: instances.uuid })
    .from(instances)
    .where(
      and(
        reader.dialect.anyOf(instances.uuid, instanceUuids, 'text'),
        eq(instances.userId, userId),
        isLive(instances),
      ),
    );
  return rows.map((row) => row.uuid);
}
