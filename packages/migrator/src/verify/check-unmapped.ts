import {
  countMembers,
  countReceiptsByCell,
  listCellMappings,
  listReceipts,
} from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { findAltered, judgeAltered, noComparison } from './compare-groups.js';
import { cutByRows } from './cut-by-rows.js';
import type { Finding } from './finding.js';
import { type ApiScope, nextAfter, type Page, type PageRequest } from './pass.js';

/** Looks for receipts that name a cell which is in no mapping: `unmapped`, one for each such cell. */
export async function checkUnmapped({ deployment }: ApiScope): Promise<Page> {
  const receipts = await countUnmapped(deployment);
  const findings = [...receipts].map(([cellUuid, count]): Finding => {
    const details = `Receipts of ${count} groups name this cell, and no mapping does: nobody asks it any more whether they are all that it held.`;
    return { kind: 'unmapped', cellUuid, groupUuid: null, details };
  });
  return { next: null, findings };
}

/**
 * Compares the groups that moved from cells which are in no mapping with what their receipts say:
 * `different`. Of what the cells' rows say, nothing is known.
 */
export async function checkUnmappedReceipts(
  { deployment }: ApiScope,
  { after, limit }: PageRequest,
): Promise<Page> {
  const { api } = deployment;
  const colon = after.lastIndexOf(':');
  const [afterCell, afterUuid] = [after.slice(0, Math.max(colon, 0)), after.slice(colon + 1)];
  const comparison = noComparison();
  const cellUuid = colon < 0 ? await nextUnmapped(deployment, '') : afterCell;
  if (cellUuid === undefined) return { next: null, ...comparison };
  const receipts = await listReceipts(api, cellUuid, { afterUuid, limit });
  const uuids = receipts.map(({ groupUuid }) => groupUuid);
  const sizes = await countMembers(api, uuids);
  for (const part of cutByRows(uuids, (uuid) => sizes.get(uuid) ?? 0)) {
    for (const one of await findAltered(deployment, part, comparison)) {
      judgeAltered(comparison, { ...one, moved: undefined });
    }
  }
  const next = nextAfter(uuids, limit, (uuid) => uuid);
  if (next !== null) return { next: `${cellUuid}:${next}`, ...comparison };
  const following = await nextUnmapped(deployment, cellUuid);
  return { next: following === undefined ? null : `${following}:`, ...comparison };
}

async function nextUnmapped(
  deployment: Deployment,
  afterCell: string,
): Promise<string | undefined> {
  const unmapped = [...(await countUnmapped(deployment)).keys()].sort();
  return unmapped.find((uuid) => uuid > afterCell);
}

/** How many receipts name each cell that is not mapped, by its uuid. */
async function countUnmapped({ api, cells }: Deployment): Promise<Map<string, number>> {
  const mappings = await listCellMappings(api);
  const mapped = new Set([...mappings, ...cells].map(({ uuid }) => uuid));
  const counts = await countReceiptsByCell(api);
  // Receipts of no cell: their groups were destroyed, and never moved.
  return new Map([...counts].filter(([uuid]) => uuid !== '' && !mapped.has(uuid)));
}
