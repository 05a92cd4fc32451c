import { findKnownGroups, lockGroups, type Transaction } from '@cellbridge/db-api';
import { EvidenceLostError, type LostGroup } from '../evidence/evidence-lost-error.js';

/**
 * Locks groups that have moved. One that was destroyed since is left out: what is there now may be another
 * group of its uuid.
 *
 * @returns the ids of their rows, by uuid.
 * @throws EvidenceLostError if the API database does not know any more that one has moved: it went back
 * in time, and what the cells hold must stay until it is recovered.
 */
export async function lockMoved(
  transaction: Transaction,
  uuids: readonly string[],
): Promise<Map<string, number>> {
  const groupIds = await lockGroups(transaction, uuids);
  // Asked under the locks.
  const known = await findKnownGroups(transaction, uuids);
  const lost: LostGroup[] = [];
  for (const groupUuid of uuids) {
    const receipt = known.get(groupUuid)?.receipt;
    if (receipt && receipt.destroyedAt !== null) groupIds.delete(groupUuid);
    const loss = groupIds.has(groupUuid) ? 'receipt' : 'group';
    if (!receipt) lost.push({ loss, groupUuid, cellGroupId: null });
  }
  if (lost.length > 0) throw new EvidenceLostError(lost);
  return groupIds;
}
