import { listReceipts, type Receipt, type ReceiptPlace } from '@cellbridge/db-api';
import { findSoftDeletedIds, hasArchive, listCellReceipts } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { findDifferingRuns, runKey } from './differing-runs.js';

/** How many receipts are looked at in one go. */
const PAGE = 1_000;

/** For lists that are bounded by the groups that are asked for. */
export const NO_LIMIT = 2 ** 31 - 1;

/** A receipt of the API database to which the cell has no counterpart. */
export interface UnprovedReceipt {
  readonly receipt: Receipt;
  /** Whether the cell has the group's row, soft-deleted: what Nova has archived proves nothing any more. */
  readonly hasRow: boolean;
}

/**
 * Finds the receipts of the API database to which a cell has no counterpart, page by page. Groups that
 * were destroyed in their cell have none, and are left out. Cheap where both sides agree: one count on
 * each.
 */
export async function* findUnprovedReceipts(
  deployment: Deployment,
  cell: Cell,
): AsyncGenerator<UnprovedReceipt[], void, undefined> {
  const withArchive = await cell.use(hasArchive);
  const { inApi: suspects } = await findDifferingRuns(deployment, cell, { withArchive });
  let place: ReceiptPlace | undefined;
  while (suspects.size > 0) {
    const page = await listReceipts(deployment.api, cell.uuid, { after: place, limit: PAGE });
    const moved = page.filter((receipt) => suspects.has(runKey(receipt)) && receipt.digest !== '');
    yield await withoutCellReceipt(cell, moved, withArchive);
    place = page.at(-1);
    if (!place || page.length < PAGE) return;
  }
}

async function withoutCellReceipt(
  cell: Cell,
  receipts: readonly Receipt[],
  withArchive: boolean,
): Promise<UnprovedReceipt[]> {
  if (receipts.length === 0) return [];
  const groupIds = receipts.map(({ cellGroupId }) => cellGroupId);
  // In one snapshot: a group that moves meanwhile has its receipt as soon as its row is soft-deleted.
  return await cell.examine(async (reader) => {
    const proved = new Set<number>();
    for (const archived of withArchive ? [false, true] : [false]) {
      const found = await listCellReceipts(reader, { archived, groupIds, limit: NO_LIMIT });
      for (const { cellGroupId } of found) proved.add(cellGroupId);
    }
    const rows = await findSoftDeletedIds(reader, groupIds);
    return receipts
      .filter(({ cellGroupId }) => !proved.has(cellGroupId))
      .map((receipt) => ({ receipt, hasRow: rows.has(receipt.cellGroupId) }));
  });
}
