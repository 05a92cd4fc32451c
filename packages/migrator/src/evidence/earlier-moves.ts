/** The upgrade of moves that an earlier release made, which left no receipts in the cells. */
import { type ApiTransaction, lockGroups, type Receipt, updateDigests } from '@cellbridge/db-api';
import {
  type CellReceipt,
  countMemberRows,
  findMovedContent,
  insertCellReceipts,
  listCellReceipts,
  lockGroupRows,
  type MovedContent,
} from '@cellbridge/db-cell';
import { type Cell, type Deployment, now } from '@cellbridge/objects';
import { asKept } from '../instance-groups/as-kept.js';
import { digestOf, firstDigestOf, isFirstDigest } from '../instance-groups/digest.js';
import { cutByRows } from './cut-by-rows.js';
import { NO_LIMIT } from './judge-proofs.js';
import { recordDifferences } from './record-differences.js';
import { findUnprovedReceipts } from './unproved-receipts.js';

/** A group that moved before, and of which the cell gives no full proof. */
export interface Unproved {
  readonly groupUuid: string;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  readonly reason: string;
}

/** What was written in a cell for the moves of an earlier release ({@link proveEarlierMoves}). */
export interface EarlierMoves {
  /** How many cell receipts were written. */
  readonly written: number;
  /** Groups of which the cell gives no full proof. */
  readonly unproved: readonly Unproved[];
}

/**
 * Writes the cell receipts that are missing for groups which have moved already, and gives their
 * receipts in the API database the digests of this release. A difference between what moved and what
 * is there now is taken for a change, for earlier releases recorded none.
 *
 * Running it again changes nothing. Cheap where nothing is missing: one count on each side.
 *
 * @throws CellUnavailableError
 */
export async function proveEarlierMoves(deployment: Deployment, cell: Cell): Promise<EarlierMoves> {
  let written = 0;
  const unproved: Unproved[] = [];
  for await (const page of findUnprovedReceipts(deployment, cell)) {
    const missing = page.map(({ receipt }) => receipt);
    const ids = missing.map(({ cellGroupId }) => cellGroupId);
    const counts = await cell.snapshot((reader) =>
      countMemberRows(reader, ids, { withArchive: false }),
    );
    // A transaction for each part.
    for (const receipts of cutByRows(missing, ({ cellGroupId }) => counts.get(cellGroupId) ?? 0)) {
      const part = await proveGroups(deployment, cell, receipts);
      written += part.written;
      unproved.push(...part.unproved);
    }
  }
  return { written, unproved };
}

async function proveGroups(
  { api }: Deployment,
  cell: Cell,
  receipts: readonly Receipt[],
): Promise<EarlierMoves> {
  return await cell.transaction(async (cellTransaction) => {
    const ids = receipts.map(({ cellGroupId }) => cellGroupId);
    // Live ones too: a migrator may be about to soft-delete them and to write their receipts.
    await lockGroupRows(cellTransaction, ids);
    // Asked under the locks: another sync, or the migrator, may have been faster.
    const known = { archived: false, groupIds: ids, limit: NO_LIMIT };
    const there = await listCellReceipts(cellTransaction, known);
    const proved = new Set(there.map(({ cellGroupId }) => cellGroupId));
    const found = await findMovedContent(cellTransaction, ids, { withArchive: false });
    const contents = found.map((row) => asKept(api, row));
    const written: CellReceipt[] = [];
    const unproved: Unproved[] = [];
    const upgraded = new Map<string, string>();
    for (const { cellGroupId, cellUuid, digest, groupUuid, runId } of receipts) {
      if (proved.has(cellGroupId)) continue;
      const content = contents.find(({ id, uuid }) => id === cellGroupId && uuid === groupUuid);
      // A crash left one that is live: the next run gives it its receipt.
      if (content?.deletedAt === null) continue;
      const verdict = judge(content, digest);
      if (verdict.reason) unproved.push({ groupUuid, cellGroupId, reason: verdict.reason });
      if (!content) continue;
      if (verdict.digest !== digest) upgraded.set(groupUuid, verdict.digest);
      written.push({ cellGroupId, cellUuid, runId, digest: verdict.digest });
    }
    if (upgraded.size > 0) {
      await api.transaction((transaction) => upgradeReceipts(transaction, upgraded));
    }
    await insertCellReceipts(cellTransaction, written, now());
    return { written: written.length, unproved };
  });
}

/** Which digest a receipt gets, and what speaks against the cell's proof. */
function judge(
  content: MovedContent | undefined,
  digest: string,
): { digest: string; reason?: string } {
  if (!content) return { digest, reason: 'Its rows are no longer in the tables of the cell.' };
  if (!isFirstDigest(digest)) return { digest };
  if (firstDigestOf(content) === digest) return { digest: digestOf(content) };
  return { digest, reason: 'Its rows in the cell are not what moved.' };
}

async function upgradeReceipts(
  transaction: ApiTransaction,
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  await lockGroups(transaction, [...digests.keys()]);
  await updateDigests(transaction, digests);
  await recordDifferences(transaction, digests);
}
