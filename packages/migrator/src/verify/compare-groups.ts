import type { Receipt } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { digestOf, firstDigestOf, isFirstDigest } from '../instance-groups/digest.js';
import { type Compared, explainDifference } from './explain-difference.js';
import { findReceiptedGroups } from './find-receipted-groups.js';
import type { Found } from './pass.js';
import type { VerifyCounts } from './verify-report.js';

/** A group of the API database that is not as its receipt says. */
export interface Altered extends Omit<Compared, 'moved'> {
  readonly receipt: Receipt;
}

/**
 * Finds the groups that are not as their receipts say.
 *
 * @returns them, and how many groups were compared and how many of these were destroyed.
 */
export async function findAltered(
  deployment: Deployment,
  groupUuids: readonly string[],
): Promise<{ altered: Altered[]; counts: Pick<VerifyCounts, 'compared' | 'destroyed'> }> {
  const altered: Altered[] = [];
  let destroyed = 0;
  for (const { receipt, group } of await findReceiptedGroups(deployment, groupUuids)) {
    // A group that is there although this one was destroyed is another one of the same uuid.
    if (!receipt || !group || receipt.destroyedAt !== null) destroyed += 1;
    else if (!isAsReceipted(receipt, group)) altered.push({ receipt, group });
  }
  return { altered, counts: { compared: groupUuids.length, destroyed } };
}

function isAsReceipted({ digest }: Receipt, group: Altered['group']): boolean {
  return (isFirstDigest(digest) ? firstDigestOf(group) : digestOf(group)) === digest;
}

/** What became of an altered group: it was changed, is different, or is undecided. */
export function judgeAltered({ receipt, group, moved }: Compared & Altered): Found {
  const { cellUuid, digest, groupUuid, movedAt } = receipt;
  if (isFirstDigest(digest)) {
    const details =
      'It differs from what moved; an earlier release moved it and recorded no changes.';
    return { undecided: [{ cellUuid, groupUuid, details }], counts: { undecided: 1 } };
  }
  const { unexplained, undecided } = explainDifference({ receipt, group, moved });
  if (unexplained.length > 0) {
    const details = `Not as it moved at ${movedAt}, and no recorded change says so: ${unexplained.join('; ')}.`;
    return { findings: [{ kind: 'different', cellUuid, groupUuid, details }] };
  }
  if (undecided === undefined) return { counts: { changed: 1 } };
  return {
    undecided: [{ cellUuid, groupUuid, details: undecided }],
    counts: { undecided: 1 },
  };
}
