import { listReceipts, type Receipt, summarizeReceiptsByRun } from '@cellbridge/db-api';
import {
  findSoftDeletedIds,
  hasArchive,
  listCellReceipts,
  summarizeCellReceipts,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';

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
  { api }: Deployment,
  cell: Cell,
): AsyncGenerator<UnprovedReceipt[], void, undefined> {
  const withArchive = await cell.use(hasArchive);
  const inApi = await summarizeReceiptsByRun(api, cell.uuid);
  // The API database first: what moves meanwhile is then only in the second count, and not unproved.
  const inCell = await cell.examine((reader) => summarizeCellReceipts(reader, { withArchive }));
  const own = new Map(
    inCell.filter(({ cellUuid }) => cellUuid === cell.uuid).map((run) => [run.runId, run]),
  );
  const suspects = new Set(
    inApi
      .filter(({ runId, groups, idSum }) => {
        const other = own.get(runId);
        return other?.groups !== groups || other.idSum !== idSum;
      })
      .map(({ runId }) => runId),
  );
  let afterUuid = '';
  while (suspects.size > 0) {
    const page = await listReceipts(api, cell.uuid, { afterUuid, limit: PAGE });
    const moved = page.filter(({ runId, digest }) => suspects.has(runId) && digest !== '');
    yield await withoutCellReceipt(cell, moved, withArchive);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    afterUuid = last.groupUuid;
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
