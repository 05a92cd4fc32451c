import type { Receipt } from '@cellbridge/db-api';
import type { FoundCellReceipt } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';
import { isFirstDigest } from '../instance-groups/digest.js';

/**
 * How the digests of both sides' receipts of one move agree.
 *
 * - `same` · `altered`: they differ, so one of the receipts was changed.
 * - `older`: the API database's was written by an earlier release, and says less than the cell's.
 * - `unknown`: only the cell's was written by an earlier release, so they cannot be compared.
 */
export type Agreement = 'same' | 'altered' | 'older' | 'unknown';

export function compareDigests(
  { digest }: Pick<Receipt, 'digest'>,
  ofCell: Pick<FoundCellReceipt, 'digest'>,
): Agreement {
  if (digest === ofCell.digest) return 'same';
  if (isFirstDigest(ofCell.digest)) return isFirstDigest(digest) ? 'altered' : 'unknown';
  return isFirstDigest(digest) ? 'older' : 'altered';
}

/** Whether both are receipts of one move: of one row, though the cell may have been mapped anew since. */
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
