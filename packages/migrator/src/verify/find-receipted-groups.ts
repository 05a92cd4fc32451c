import {
  countMembers,
  findKnownGroups,
  findStampedGroups,
  type Receipt,
  type StampedGroup,
} from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { cutByRows } from '../evidence/cut-by-rows.js';

/** What the API database holds of a uuid. */
export interface ReceiptedGroup {
  readonly groupUuid: string;
  readonly receipt: Receipt | undefined;
  /** If `receipt` says that the group was destroyed, this is another one of the same uuid. */
  readonly group: StampedGroup | undefined;
}

/**
 * Finds groups and their receipts, in the order of `groupUuids`. One state of the database: a change and its
 * record are seen together, or neither is.
 */
export async function findReceiptedGroups(
  { api }: Deployment,
  groupUuids: readonly string[],
): Promise<ReceiptedGroup[]> {
  return await api.snapshot(async (reader) => {
    const known = await findKnownGroups(reader, groupUuids);
    const groups = await findStampedGroups(reader, groupUuids);
    return groupUuids.map((groupUuid) => {
      return { groupUuid, receipt: known.get(groupUuid)?.receipt, group: groups.get(groupUuid) };
    });
  });
}

/** The same in parts that fit into memory, however many members the groups have; each part is one state. */
export async function* readReceiptedGroups(
  deployment: Deployment,
  groupUuids: readonly string[],
): AsyncGenerator<ReceiptedGroup[], void, undefined> {
  const sizes = await countMembers(deployment.api, groupUuids);
  for (const part of cutByRows(groupUuids, (uuid) => sizes.get(uuid) ?? 0)) {
    yield await findReceiptedGroups(deployment, part);
  }
}
