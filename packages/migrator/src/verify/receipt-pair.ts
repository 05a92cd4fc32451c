import type { Receipt } from '@cellbridge/db-api';
import type { FoundCellReceipt } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';
import {
  type DigestedGroup,
  digestOf,
  firstDigestOf,
  isFirstDigest,
} from '../instance-groups/digest.js';

/**
 * How the digests of both sides' receipts of one move agree.
 *
 * - `same` · `altered`: they differ, so one of the receipts was changed.
 * - `older`: the API database's was written by an earlier release, and says less than the cell's. ·
 *   `newer`: the other way round.
 */
export type Agreement = 'same' | 'altered' | 'older' | 'newer';

export function compareDigests(
  { digest }: Pick<Receipt, 'digest'>,
  ofCell: Pick<FoundCellReceipt, 'digest'>,
): Agreement {
  if (digest === ofCell.digest) return 'same';
  if (isFirstDigest(digest) === isFirstDigest(ofCell.digest)) return 'altered';
  return isFirstDigest(digest) ? 'older' : 'newer';
}

/**
 * Whether digests of two releases are of one content, as far as a group tells that has one of them:
 * `undefined` where none of `groups` has.
 */
export function areOfOneContent(
  digests: readonly [string, string],
  groups: readonly (DigestedGroup | undefined)[],
): boolean | undefined {
  const [first = '', later = ''] = [...digests].sort(
    (left, right) => Number(isFirstDigest(right)) - Number(isFirstDigest(left)),
  );
  const group = groups.find((one) => one !== undefined && digestOf(one) === later);
  return group && firstDigestOf(group) === first;
}

/** Whether both are receipts of one move: of one row, though the cell may have been mapped again since. */
export function isOfSameMove(
  { uuid }: Cell,
  receipt: Pick<Receipt, 'groupUuid' | 'cellUuid' | 'cellGroupId'>,
  ofCell: FoundCellReceipt,
): boolean {
  return (
    receipt.groupUuid === ofCell.groupUuid &&
    receipt.cellGroupId === ofCell.cellGroupId &&
    [uuid, ofCell.cellUuid].includes(receipt.cellUuid)
  );
}
