import { findKnownGroups } from '@cellbridge/db-api';
import { hasArchive, listCellReceipts } from '@cellbridge/db-cell';
import type { Deployment } from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';
import { findDifferingRuns, runKey } from '../evidence/differing-runs.js';

/** How many cell receipts are read at once. */
const PAGE_RECEIPTS = 1_000;

/**
 * Lists the uuids of groups that several cells prove to have moved from there: they were the same in each. If one went back
 * to one cell, the other proof would be that of a group that the API database has lost.
 *
 * @throws CellUnavailableError if a cell cannot be asked.
 */
export async function listProvedTwice(deployment: Deployment): Promise<Set<string>> {
  const uuids = new Set<string>();
  for (const cell of chosenCells(deployment, undefined)) {
    const withArchive = await cell.withDatabase(hasArchive);
    const { inCell: suspects } = await findDifferingRuns(deployment, cell, { withArchive });
    if (suspects.size === 0) continue;
    for (const archived of withArchive ? [false, true] : [false]) {
      let afterId = 0;
      for (;;) {
        const page = { archived, afterId, limit: PAGE_RECEIPTS };
        const found = await cell.snapshot((reader) => listCellReceipts(reader, page));
        const suspected = found.filter((receipt) => suspects.has(runKey(receipt)));
        const named = suspected.map(({ groupUuid }) => groupUuid).filter((uuid) => uuid !== null);
        for (const { uuid, receipt } of (await findKnownGroups(deployment.api, named)).values()) {
          if (receipt && receipt.cellUuid !== cell.uuid) uuids.add(uuid);
        }
        const last = found.at(-1);
        if (!last || found.length < PAGE_RECEIPTS) break;
        afterId = last.id;
      }
    }
  }
  return uuids;
}
