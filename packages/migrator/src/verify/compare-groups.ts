import { findKnownGroups, findStampedGroups, type Receipt } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { digestOf, firstDigestOf, isFirstDigest } from '../instance-groups/digest.js';
import { type Compared, explainDifference } from './explain-difference.js';
import type { Finding } from './finding.js';
import type { UndecidedGroup } from './pass.js';
import { type Counts, noCounts } from './verify-report.js';

/** A group of the API database that is not as its receipt says. */
export interface Altered extends Omit<Compared, 'moved'> {
  readonly receipt: Receipt;
}

/** What comparing groups with their receipts came to. */
export interface Comparison {
  readonly counts: Counts;
  readonly findings: Finding[];
  readonly undecided: UndecidedGroup[];
}

export function noComparison(): Comparison {
  return { counts: noCounts(), findings: [], undecided: [] };
}

/** Finds the groups that are not as their receipts say, and counts those that were destroyed. */
export async function findAltered(
  { api }: Deployment,
  groupUuids: readonly string[],
  { counts }: Comparison,
): Promise<Altered[]> {
  // One state: a change and its record are seen together, or neither is.
  const { known, groups } = await api.snapshot(async (reader) => ({
    known: await findKnownGroups(reader, groupUuids),
    groups: await findStampedGroups(reader, groupUuids),
  }));
  const altered: Altered[] = [];
  for (const groupUuid of groupUuids) {
    const receipt = known.get(groupUuid)?.receipt;
    const group = groups.get(groupUuid);
    counts.compared += 1;
    // A group that is there although this one was destroyed is another one of the same uuid.
    if (!receipt || !group || receipt.destroyedAt !== null) counts.destroyed += 1;
    else if (!isAsReceipted(receipt, group)) altered.push({ receipt, group });
  }
  return altered;
}

function isAsReceipted({ digest }: Receipt, group: Altered['group']): boolean {
  return (isFirstDigest(digest) ? firstDigestOf(group) : digestOf(group)) === digest;
}

/** Adds what became of an altered group: changed, different, or undecided. */
export function judgeAltered(
  comparison: Comparison,
  { receipt, group, moved }: Compared & Altered,
) {
  const { cellUuid, digest, groupUuid, movedAt } = receipt;
  if (isFirstDigest(digest)) {
    const details =
      'It differs from what moved; an earlier release moved it and recorded no changes.';
    comparison.undecided.push({ cellUuid, groupUuid, details });
    comparison.counts.undecided += 1;
    return;
  }
  const { unexplained, undecided } = explainDifference({ receipt, group, moved });
  if (unexplained.length > 0) {
    const details = `Not as it moved at ${movedAt}, and no recorded change says so: ${unexplained.join('; ')}.`;
    comparison.findings.push({ kind: 'different', cellUuid, groupUuid, details });
  } else if (undecided !== undefined) {
    comparison.undecided.push({ cellUuid, groupUuid, details: undecided });
    comparison.counts.undecided += 1;
  } else comparison.counts.changed += 1;
}
