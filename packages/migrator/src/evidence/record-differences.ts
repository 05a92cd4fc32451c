import {
  type ApiTransaction,
  findStampedGroups,
  lockGroups,
  recordChanged,
} from '@cellbridge/db-api';
import { type DigestPart, differencesFrom } from '../instance-groups/digest.js';

/** What is recorded as changed where a part of a digest differs. */
const CHANGED: Readonly<Record<DigestPart, readonly string[]>> = {
  fields: ['name', 'userId', 'projectId', 'policies'],
  members: ['members'],
  stamps: ['createdAt', 'updatedAt', 'policies', 'rules'],
  memberStamps: ['members'],
};

/**
 * Records in receipts what differs between the groups as they are now and the digests that the receipts
 * have, by the uuids of the groups: a verification takes it for changes then, and not for damage.
 */
export async function recordDifferences(
  transaction: ApiTransaction,
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  if (digests.size === 0) return;
  const uuids = [...digests.keys()];
  const groupIds = await lockGroups(transaction, uuids);
  for (const [uuid, group] of await findStampedGroups(transaction, uuids)) {
    const groupId = groupIds.get(uuid);
    const digest = digests.get(uuid) ?? '';
    if (groupId === undefined) continue;
    const parts = [...differencesFrom(digest, group)];
    const fields = parts.flatMap((part) => CHANGED[part]);
    if (fields.length > 0) await recordChanged(transaction, [groupId], fields);
  }
}
