import type { MovedContent } from '@cellbridge/db-cell';
import {
  type DigestedGroup,
  differingParts,
  digestOf,
  firstDigestOf,
  isFirstDigest,
} from '../instance-groups/digest.js';

/**
 * Whether a group of the API database is the one that moved from a row of a cell, which it was as
 * `digest` says, or another one that was created with its uuid since. A group keeps its `createdAt`.
 *
 * @param row `undefined` where nothing is known of the row: then there is no telling, and it is.
 */
export function isMovedGroup(
  group: DigestedGroup,
  row: MovedContent | undefined,
  digest: string,
): boolean {
  if (!row || group.createdAt === row.createdAt) return true;
  if (isFirstDigest(digest)) return firstDigestOf(group) === digest;
  // One that was absorbed, or resolved in a quarantine, never had the time stamps of the row.
  if (!differingParts(digestOf(row), digest).has('stamps')) return false;
  const differing = differingParts(digestOf(group), digest);
  return !differing.has('stamps') || !differing.has('fields');
}
