import {
  type DigestPart,
  differingParts,
  digestOf,
  isFirstDigest,
} from '../instance-groups/digest.js';
import type { ReceiptedGroup } from '../verify/find-receipted-groups.js';
import type { Fate } from './proof-comparison.js';
import type { ProofLine } from './proof-format.js';

/** What became of a group, and what that is known from. */
export interface Judgement {
  readonly fate: Fate;
  /** In plain words. */
  readonly details: string;
}

const PART_NAMES: Readonly<Record<DigestPart, string>> = {
  fields: 'name, user, project or policies',
  members: 'members',
  stamps: 'time stamps or rules',
  memberStamps: 'time stamps of members',
};

/** Says what became of a group since a proof was written. */
export function judgeProvedGroup(line: ProofLine, { receipt, group }: ReceiptedGroup): Judgement {
  const wasDestroyed = line.state === 'destroyed';
  if (!receipt) {
    if (group) return { fate: 'unproven', details: 'The group is there; its receipt is gone.' };
    if (wasDestroyed) {
      return { fate: 'unproven', details: 'It was destroyed before; its receipt is gone.' };
    }
    return { fate: 'missing', details: 'The group and its receipt are gone.' };
  }
  if (receipt.digest !== line.receipt && !isRenewed(line.receipt, receipt.digest)) {
    return { fate: 'altered', details: 'Its receipt has another digest: it was changed by hand.' };
  }
  if (receipt.destroyedAt !== null) {
    if (wasDestroyed) return { fate: 'same', details: 'It was destroyed before.' };
    return { fate: 'destroyed', details: `Destroyed at ${receipt.destroyedAt}.` };
  }
  if (!group) {
    if (wasDestroyed) return { fate: 'same', details: 'It was destroyed before.' };
    const details =
      'The group is gone; its receipt is there and does not say that it was destroyed.';
    return { fate: 'unrecorded', details };
  }
  if (line.content === null) {
    return { fate: 'returned', details: 'It was destroyed before, and is there again.' };
  }
  const parts = differingParts(digestOf(group), line.content);
  if (parts.size === 0) return { fate: 'same', details: 'It is as it was.' };
  return { fate: 'changed', details: `Changed: ${describeParts(parts)}.` };
}

/** Whether `db sync` replaced the digest of the first release. */
function isRenewed(then: string, now: string): boolean {
  return isFirstDigest(then) && now !== '' && !isFirstDigest(now);
}

/** Members that differ have other time stamps, too, which goes without saying. */
function describeParts(parts: ReadonlySet<DigestPart>): string {
  const named = [...parts].filter((part) => part !== 'memberStamps' || !parts.has('members'));
  return named.map((part) => PART_NAMES[part]).join('; ');
}
