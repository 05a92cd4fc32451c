import {
  addMembers,
  type Database,
  lockGroup,
  type Receipt,
  raiseLastMember,
} from '@cellbridge/db-api';
import { now } from '@cellbridge/objects';

/** A live member row in a cell. */
interface MemberRow {
  readonly id: number;
  readonly value: string | null;
}

/**
 * Adds members to a group of the API database that came into its cell after it had moved.
 *
 * Rows up to the receipt's `lastMemberId` moved with the group, or were added by an earlier call;
 * they may have been removed since, and are passed over. Of a group that was destroyed, nothing is
 * kept.
 */
export async function adoptMembers(
  api: Database,
  receipt: Receipt,
  rows: readonly MemberRow[],
): Promise<void> {
  const late = rows.filter(({ id }) => id > receipt.lastMemberId);
  if (late.length === 0) return;
  const instanceUuids = late.map(({ value }) => value).filter((value) => value !== null);
  const lastMemberId = Math.max(...late.map(({ id }) => id));
  await api.transaction(async (transaction) => {
    const groupId = await lockGroup(transaction, receipt.groupUuid, null);
    if (groupId !== undefined) await addMembers(transaction, groupId, instanceUuids, now());
    await raiseLastMember(transaction, receipt.groupUuid, lastMemberId);
  });
}
