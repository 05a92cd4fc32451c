import { type FoundCellReceipt, hasArchive, listCellReceipts } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { findDifferingRuns, runKey } from './differing-runs.js';

/** How many cell receipts are read at once. */
const PAGE_RECEIPTS = 1_000;

/** The suspected cell receipts of a page, and whether Nova has archived them. */
interface SuspectedReceipts {
  readonly receipts: readonly FoundCellReceipt[];
  readonly archived: boolean;
}

/**
 * Finds the cell receipts of runs of which the two sides do not count the same groups, page by page. Cheap if both sides
 * agree: one count on each.
 */
export async function* findSuspectedReceipts(
  deployment: Deployment,
  cell: Cell,
): AsyncGenerator<SuspectedReceipts, void, undefined> {
  const withArchive = await cell.withDatabase(hasArchive);
  const { inCell: suspects } = await findDifferingRuns(deployment, cell, { withArchive });
  if (suspects.size === 0) return;
  for (const archived of withArchive ? [false, true] : [false]) {
    let afterId = 0;
    for (;;) {
      const page = { archived, afterId, limit: PAGE_RECEIPTS };
      const found = await cell.snapshot((reader) => listCellReceipts(reader, page));
      const receipts = found.filter((receipt) => suspects.has(runKey(receipt)));
      yield { receipts, archived };
      const last = found.at(-1);
      if (!last || found.length < PAGE_RECEIPTS) break;
      afterId = last.id;
    }
  }
}
