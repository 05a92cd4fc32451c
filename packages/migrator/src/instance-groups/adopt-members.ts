import { type ApiTransaction, addMembers, recordAdopted } from '@cellbridge/db-api';
import type { LiveRow } from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { lockMoved } from './lock-moved.js';

/** A group that has moved, and the member rows that came into its cell afterwards. */
export interface Adoption {
  readonly cellUuid: string;
  readonly groupUuid: string;
  readonly late: readonly LiveRow[];
}

/**
 * Adds members to groups of the API database that came into their cell after these had moved, each row
 * once: its member may be removed from the group before a later call meets the row again. Of a group
 * that was destroyed, nothing is kept.
 *
 * @throws EvidenceLostError as {@link lockMoved}.
 */
export async function adoptMembers(
  transaction: ApiTransaction,
  adoptions: readonly Adoption[],
): Promise<void> {
  const wanted = adoptions.filter(({ late }) => late.length > 0);
  if (wanted.length === 0) return;
  const uuids = wanted.map(({ groupUuid }) => groupUuid);
  const locked = await lockMoved(transaction, uuids);
  for (const { cellUuid, groupUuid, late } of wanted) {
    const groupId = locked.get(groupUuid)?.groupId;
    if (groupId === undefined) continue;
    const rows = late.map(({ id, value, createdAt }) => ({
      id,
      content: JSON.stringify([value, createdAt]),
    }));
    const fresh = await recordAdopted(transaction, { cellUuid, groupUuid }, rows, now());
    const members = late.filter(({ id }) => fresh.has(id)).map(({ value }) => value);
    await addMembers(
      transaction,
      groupId,
      members.filter((uuid) => uuid !== null),
      now(),
    );
  }
}
