import { findKnownGroups } from '@cellbridge/db-api';
import { countLiveGroups, hasArchive, listLiveKeysById } from '@cellbridge/db-cell';
import type { Cell, CellUnavailableError, Deployment } from '@cellbridge/objects';
import type { CellStatus, OneSidedGroup } from './cell-status.js';
import { findDifferingRuns } from './evidence/differing-runs.js';
import { listLost } from './evidence/list-lost.js';
import { findUnprovedReceipts } from './evidence/unproved-receipts.js';
import { findStranded, STRANDED_KINDS } from './instance-groups/stranded-rows.js';
import { missedCell } from './missed-cell.js';
import { receiptOfRow } from './receipt-of-row.js';

/** What a cell says of itself; `error`: why it does not say all of it. */
export interface Findings
  extends Pick<CellStatus, 'remaining' | 'leftover' | 'stranded' | 'oneSided'> {
  readonly error?: CellUnavailableError;
}

const UNKNOWN = { remaining: null, leftover: null, stranded: null, oneSided: null };

/** How many live groups are looked up at once. */
const PAGE_GROUPS = 1_000;

/**
 * Asks a cell what it holds, and what it proves.
 *
 * @param cursor how far runs have come in it.
 * @param isAtWork whether groups move now: then the two sides never prove the same at one moment, and every receipt would
 *   have to be read to find out why. So they are not compared.
 */
export async function examineCell(
  deployment: Deployment,
  cell: Cell,
  { cursor, isAtWork }: { cursor: number; isAtWork: boolean },
): Promise<Findings> {
  let findings: Findings = UNKNOWN;
  try {
    const counts = await countGroups(deployment, cell, cursor);
    findings = { ...findings, ...counts };
    const isEmpty = counts.remaining + counts.leftover === 0;
    const stranded = isEmpty ? await countStranded(deployment, cell) : null;
    const oneSided = isAtWork ? null : await listOneSided(deployment, cell);
    return { ...counts, stranded, oneSided };
  } catch (error) {
    return { ...findings, error: missedCell(deployment, cell, error) };
  }
}

/** Counts the live groups; those apart that have moved, none of which is past the cursor. */
async function countGroups(
  { api }: Deployment,
  cell: Cell,
  cursor: number,
): Promise<{ remaining: number; leftover: number }> {
  return await cell.snapshot(async (reader) => {
    const live = await countLiveGroups(reader);
    let leftover = 0;
    for (let afterId = 0; ; ) {
      const rows = await listLiveKeysById(reader, { afterId, upToId: cursor, limit: PAGE_GROUPS });
      const uuids = rows.map(({ uuid }) => uuid);
      const known = await findKnownGroups(api, uuids);
      leftover += rows.filter((row) => receiptOfRow(cell, row, known)).length;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE_GROUPS) return { remaining: live - leftover, leftover };
      afterId = last.id;
    }
  });
}

async function countStranded(deployment: Deployment, cell: Cell): Promise<number> {
  let rows = 0;
  for (const kind of STRANDED_KINDS) {
    for await (const { ids } of findStranded(deployment, cell, kind)) rows += ids.length;
  }
  return rows;
}

/** Lists the groups of which only one side proves that they have moved. */
export async function listOneSided(deployment: Deployment, cell: Cell): Promise<OneSidedGroup[]> {
  // Both searches below begin so: where the sides agree, once is enough.
  const withArchive = await cell.withDatabase(hasArchive);
  const { inCell, inApi } = await findDifferingRuns(deployment, cell, { withArchive });
  if (inCell.size + inApi.size === 0) return [];
  const lost = await listLost(deployment, cell);
  const groups = lost.map(({ loss, ...group }): OneSidedGroup => ({ ...group, missing: loss }));
  for await (const page of findUnprovedReceipts(deployment, cell)) {
    // What Nova has archived and purged can no longer be proved, and what is live remains.
    for (const { receipt, proof } of page) {
      const { groupUuid, cellGroupId } = receipt;
      if (proof === 'lost') groups.push({ groupUuid, cellGroupId, missing: 'proof' });
    }
  }
  return groups;
}
