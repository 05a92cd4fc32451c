import { listReceipts, type ReceiptPlace } from '@cellbridge/db-api';
import { hasArchive } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { isOfMove } from '../receipt-of-row.js';
import { findDifferingRuns, runKey } from './differing-runs.js';
import { judgeProofs, type UnprovedReceipt } from './judge-proofs.js';

/** How many receipts are read at once. */
const PAGE_RECEIPTS = 1_000;

/**
 * Finds the receipts of the API database to which a cell has no counterpart, page by page. Groups that
 * were destroyed in their cell have none, and are left out. Cheap where both sides agree: one count on
 * each.
 */
export async function* findUnprovedReceipts(
  deployment: Deployment,
  cell: Cell,
): AsyncGenerator<UnprovedReceipt[], void, undefined> {
  const withArchive = await cell.withDatabase(hasArchive);
  const { inApi: suspects } = await findDifferingRuns(deployment, cell, { withArchive });
  let place: ReceiptPlace | undefined;
  while (suspects.size > 0) {
    const page = await listReceipts(deployment.api, cell.uuid, {
      after: place,
      limit: PAGE_RECEIPTS,
    });
    const moved = page.filter((receipt) => suspects.has(runKey(receipt)) && isOfMove(receipt));
    yield await judgeProofs(cell, moved, { withArchive });
    place = page.at(-1);
    if (!place || page.length < PAGE_RECEIPTS) return;
  }
}
