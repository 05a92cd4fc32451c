/**
 * What a verification asks of a cell database. Each function reads one page in one statement, so
 * that a whole cell is read in constant memory.
 */
import type { Reader } from '@cellbridge/database';
import { cellTables } from '@cellbridge/schema';
import { and, asc, gt } from 'drizzle-orm';
import { isLive } from './is-live.js';

/** A group's row: its own id, and the group's uuid. */
export interface GroupKey {
  readonly id: number;
  readonly uuid: string;
}

/** Lists the rows of live groups, sorted by uuid, from `afterUuid` on. */
export async function listLiveKeys(
  reader: Reader,
  { afterUuid, limit }: { afterUuid: string; limit: number },
): Promise<GroupKey[]> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  return await reader
    .select({ id: instanceGroups.id, uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(and(gt(instanceGroups.uuid, afterUuid), isLive(instanceGroups)))
    .orderBy(asc(instanceGroups.uuid))
    .limit(limit);
}

/** Those of `uuids` that live groups bear. */
export async function findLiveUuids(
  reader: Reader,
  uuids: readonly string[],
): Promise<Set<string>> {
  const { instanceGroups } = cellTables(reader.dialect.name);
  const rows = await reader
    .select({ uuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(and(reader.dialect.anyOf(instanceGroups.uuid, uuids, 'text'), isLive(instanceGroups)));
  return new Set(rows.map(({ uuid }) => uuid));
}
