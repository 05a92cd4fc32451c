import {
  addMembers,
  type Database,
  findKnownGroups,
  lockGroup,
  type Receipt,
  recordAdopted,
} from '@cellbridge/db-api';
import { now } from '@cellbridge/objects';

/** A live member row in a cell that came there after its group had moved. */
export interface LateMember {
  readonly id: number;
  readonly value: string | null;
}

/**
 * Adds members to a group of the API database that came into its cell after it had moved, each row
 * once: its member may be removed from the group before a later call meets the row again. Of a group
 * that was destroyed, nothing is kept.
 */
export async function adoptMembers(
  api: Database,
  { cellUuid, groupUuid }: Receipt,
  late: readonly LateMember[],
): Promise<void> {
  if (late.length === 0) return;
  await api.transaction(async (transaction) => {
    const groupId = await lockGroup(transaction, groupUuid, null);
    // Asked under the lock: a group that is there may be another one of the same uuid.
    const known = (await findKnownGroups(transaction, [groupUuid])).get(groupUuid);
    if (groupId === undefined || known?.receipt?.destroyedAt !== null) return;
    const ids = late.map(({ id }) => id);
    const fresh = await recordAdopted(transaction, { cellUuid, groupUuid }, ids, now());
    const instanceUuids = late.filter(({ id }) => fresh.has(id)).map(({ value }) => value);
    const members = instanceUuids.filter((uuid) => uuid !== null);
    await addMembers(transaction, groupId, members, now());
  });
}
