import { findKnownGroups } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';
import { findSuspectedReceipts } from '../evidence/suspected-receipts.js';

/**
 * Lists the uuids of groups that several cells prove to have moved from there: they were the same in each. If one went back
 * to one cell, the other proof would be that of a group that the API database has lost.
 *
 * @throws CellUnavailableError if a cell cannot be asked.
 */
export async function listProvedTwice(deployment: Deployment): Promise<Set<string>> {
  const uuids = new Set<string>();
  for (const cell of chosenCells(deployment, undefined)) {
    for await (const { receipts } of findSuspectedReceipts(deployment, cell)) {
      const named = receipts.map(({ groupUuid }) => groupUuid).filter((uuid) => uuid !== null);
      for (const { uuid, receipt } of (await findKnownGroups(deployment.api, named)).values()) {
        if (receipt && receipt.cellUuid !== cell.uuid) uuids.add(uuid);
      }
    }
  }
  return uuids;
}
