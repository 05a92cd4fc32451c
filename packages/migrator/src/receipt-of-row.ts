import type { KnownGroup, Receipt } from '@cellbridge/db-api';
import type { GroupKey } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';

/**
 * The API database's receipt of one row of a cell; `undefined` where its group has not moved from this
 * very row, whatever else is known of the uuid.
 *
 * @param known what `findKnownGroups` says of the row's uuid, among others.
 */
export function receiptOfRow(
  cell: Cell,
  { id, uuid }: GroupKey,
  known: ReadonlyMap<string, KnownGroup>,
): Receipt | undefined {
  const receipt = known.get(uuid)?.receipt;
  return receipt?.cellUuid === cell.uuid && receipt.cellGroupId === id ? receipt : undefined;
}

/** Whether a group has moved; a receipt without a digest says that it was destroyed in its cell. */
export function isOfMove({ digest }: Pick<Receipt, 'digest'>): boolean {
  return digest !== '';
}
