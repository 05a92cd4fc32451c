import { countMembers, type Receipt, type StampedGroup } from '@cellbridge/db-api';
import type { FoundCellReceipt, MovedContent } from '@cellbridge/db-cell';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { NO_LATER_MEMBER, withMoved } from '../evidence/with-moved.js';
import {
  type DigestedGroup,
  digestOf,
  firstDigestOf,
  isFirstDigest,
} from '../instance-groups/digest.js';
import { explainDifference } from './explain-difference.js';
import { findReceiptedGroups } from './find-receipted-groups.js';
import type { CellScope } from './pass.js';

/** A cell receipt whose group is known. */
export type Proof = FoundCellReceipt & { readonly groupUuid: string };

/** A cell receipt beside what the API database and the cell's rows say now. */
export interface Proved {
  readonly proof: Proof;
  readonly receipt: Receipt | undefined;
  /** `undefined` where it is gone, or was destroyed since. */
  readonly group: StampedGroup | undefined;
  readonly moved: MovedContent | undefined;
  /** Whether the group has the digest of the cell receipt. */
  readonly isAsProved: boolean;
  /** How the group stands to what moved, in one sentence. */
  readonly state: string;
  /** Which side's receipt the cell's rows agree with; `undefined` where it is neither, or is unknown. */
  readonly agreesWith: 'cell' | 'API database' | undefined;
}

/** Compares groups with what cell receipts prove of them, part by part. */
export async function* compareWithProofs(
  scope: CellScope,
  proofs: readonly Proof[],
): AsyncGenerator<Proved, void, undefined> {
  const sizes = await countMembers(
    scope.deployment.api,
    proofs.map(({ groupUuid }) => groupUuid),
  );
  for (const part of cutByRows(proofs, ({ groupUuid }) => sizes.get(groupUuid) ?? 0)) {
    const uuids = part.map(({ groupUuid }) => groupUuid);
    const found = await findReceiptedGroups(scope.deployment, uuids);
    const items = part.map((proof, index) => {
      const { receipt, group } = found[index] ?? {};
      const isDestroyed = typeof receipt?.destroyedAt === 'string';
      return { proof, receipt, group: isDestroyed ? undefined : group };
    });
    const movedOf = ({ proof, receipt }: (typeof items)[number]) => {
      return { ...proof, lastMemberId: receipt?.lastMemberId ?? NO_LATER_MEMBER };
    };
    for await (const [item, moved] of withMoved(scope, items, movedOf)) {
      yield prove({ ...item, moved });
    }
  }
}

function prove(item: Pick<Proved, 'proof' | 'receipt' | 'group' | 'moved'>): Proved {
  const { proof, receipt, group, moved } = item;
  const isAsProved = group !== undefined && digestLike(proof.digest, group) === proof.digest;
  const isLike = (digest: string | undefined) =>
    moved !== undefined && digest !== undefined && digestLike(digest, moved) === digest;
  const agreesWith = isLike(proof.digest)
    ? 'cell'
    : isLike(receipt?.digest)
      ? 'API database'
      : undefined;
  return { ...item, isAsProved, state: describeState({ ...item, isAsProved }), agreesWith };
}

function describeState({
  proof: { digest, runId },
  receipt,
  group,
  moved,
  isAsProved,
}: Omit<Proved, 'state' | 'agreesWith'>): string {
  if (!group) return 'The group is no longer in the API database.';
  if (isAsProved) return 'The group is as it moved.';
  if (isFirstDigest(digest)) return 'The group is not as it moved.';
  const changed = receipt?.changed ?? [];
  const { unexplained, undecided } = explainDifference({
    receipt: { digest, changed, runId },
    group,
    moved,
  });
  if (unexplained.length > 0) return `The group is not as it moved: ${unexplained.join('; ')}.`;
  return undecided ?? 'The group was changed since, in a way that services may.';
}

/** A digest of a group, as the release made it that made the other one. */
function digestLike(digest: string, group: DigestedGroup): string {
  return isFirstDigest(digest) ? firstDigestOf(group) : digestOf(group);
}
