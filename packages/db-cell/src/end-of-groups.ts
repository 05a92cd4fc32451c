import { normalizeTimestamp } from '@cellbridge/schema';
import { and, max } from 'drizzle-orm';
import type { CellTransaction } from './cell-database.js';
import { isSoftDeleted } from './is-live.js';

const SECOND_MS = 1_000;

/**
 * Returns the time at which locked groups end that end `now`. Policies and members that ended with their group have
 * moved with it. So where columns keep whole seconds, and a row of theirs has ended in this one, it is the next.
 */
export async function endOfGroups(
  transaction: CellTransaction,
  groupIds: readonly number[],
  now: string,
): Promise<string> {
  const { dialect } = transaction;
  const stored = dialect.storedTimestamp(now);
  if (stored === now) return now;
  const { instanceGroupPolicy, instanceGroupMember } = transaction.tables;
  let end = stored;
  for (const table of [instanceGroupPolicy, instanceGroupMember]) {
    const areEnded = and(dialect.anyOf(table.groupId, groupIds, 'integer'), isSoftDeleted(table));
    const [row] = await transaction
      .select({ last: max(table.deletedAt) })
      .from(table)
      .where(areEnded);
    const last = normalizeTimestamp(row?.last ?? '');
    if (last >= end) end = secondAfter(last);
  }
  return end;
}

function secondAfter(timestamp: string): string {
  const time = Date.parse(`${timestamp.slice(0, 19).replace(' ', 'T')}Z`) + SECOND_MS;
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}.000000`;
}
