import { type ApiTransaction, findKnownGroups, lockGroups, type Receipt } from '@cellbridge/db-api';
import { EvidenceLostError, type LostGroup } from '../evidence/evidence-lost-error.js';

/** A group that has moved, locked: the id of its row, and its receipt. */
export interface LockedGroup {
  readonly groupId: number;
  readonly receipt: Receipt;
}

/**
 * Locks groups that have moved. One that was destroyed since is left out: what is there now may be another
 * group of its uuid.
 *
 * @returns those that are there, by uuid.
 * @throws EvidenceLostError if the API database no longer knows that one has moved: it went back
 * in time, and what the cells hold must stay until it is recovered.
 */
export async function lockMoved(
  transaction: ApiTransaction,
  uuids: readonly string[],
): Promise<Map<string, LockedGroup>> {
  const groupIds = await lockGroups(transaction, uuids);
  // Asked under the locks.
  const known = await findKnownGroups(transaction, uuids);
  const lost: LostGroup[] = [];
  const locked = new Map<string, LockedGroup>();
  for (const groupUuid of uuids) {
    const groupId = groupIds.get(groupUuid);
    const receipt = known.get(groupUuid)?.receipt;
    if (!receipt) {
      lost.push({
        loss: groupId === undefined ? 'group' : 'receipt',
        groupUuid,
        cellGroupId: null,
      });
    } else if (groupId !== undefined && receipt.destroyedAt === null) {
      locked.set(groupUuid, { groupId, receipt });
    }
  }
  if (lost.length > 0) throw new EvidenceLostError(lost);
  return locked;
}
