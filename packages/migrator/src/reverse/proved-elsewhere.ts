import { findKnownGroups } from '@cellbridge/db-api';
import { hasArchive, listCellReceipts } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { findDifferingRuns, runKey } from '../evidence/differing-runs.js';

/** How many cell receipts are read at once. */
const PAGE_RECEIPTS = 1_000;

/**
 * Lists the uuids of groups that have moved from a cell, and that another cell proves to have moved from there, where they
 * were the same. If one went back, that proof would be one of a group that the API database has lost.
 *
 * @throws CellUnavailableError if another cell cannot be asked.
 */
export async function listProvedElsewhere(
  deployment: Deployment,
  cell: Cell,
): Promise<Set<string>> {
  const uuids = new Set<string>();
  const others = deployment.cells.filter((other) => other !== cell && !other.hasDatabaseOf(cell));
  for (const other of others) {
    const withArchive = await other.withDatabase(hasArchive);
    const { inCell: suspects } = await findDifferingRuns(deployment, other, { withArchive });
    if (suspects.size === 0) continue;
    for (const archived of withArchive ? [false, true] : [false]) {
      let afterId = 0;
      for (;;) {
        const page = { archived, afterId, limit: PAGE_RECEIPTS };
        const found = await other.snapshot((reader) => listCellReceipts(reader, page));
        const suspected = found.filter((receipt) => suspects.has(runKey(receipt)));
        const named = suspected.map(({ groupUuid }) => groupUuid).filter((uuid) => uuid !== null);
        for (const { uuid, receipt } of (await findKnownGroups(deployment.api, named)).values()) {
          if (receipt?.cellUuid === cell.uuid) uuids.add(uuid);
        }
        const last = found.at(-1);
        if (!last || found.length < PAGE_RECEIPTS) break;
        afterId = last.id;
      }
    }
  }
  return uuids;
}
