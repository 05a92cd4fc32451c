import { renameCell } from '@cellbridge/db-api';
import {
  hasArchive,
  listCellReceipts,
  renameCellReceipts,
  summarizeCellReceipts,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';

/** How many cell receipts are renamed in one transaction. */
const PAGE_RECEIPTS = 1_000;

/**
 * Gives all that names a cell by a uuid which no mapping has the uuid that the cell has now: the API
 * database's first, for as long as the cell's receipts have the old one, the next recovery finds it.
 *
 * @returns how many cell receipts have another uuid now, or would have.
 */
export async function renameReceipts(
  { api, cells }: Deployment,
  cell: Cell,
  { dryRun }: { dryRun: boolean },
): Promise<number> {
  const withArchive = await cell.withDatabase(hasArchive);
  const runs = await cell.snapshot((reader) => summarizeCellReceipts(reader, { withArchive }));
  const mapped = new Set(cells.map(({ uuid }) => uuid));
  const former = runs.filter(({ cellUuid }) => !mapped.has(cellUuid));
  const uuids = new Set(former.map(({ cellUuid }) => cellUuid));
  if (!dryRun && uuids.size > 0) {
    await api.transaction(async (transaction) => {
      for (const from of uuids) await renameCell(transaction, { from, to: cell.uuid });
    });
    await renameInCell(cell, uuids, false);
    if (withArchive) await renameInCell(cell, uuids, true);
  }
  return former.reduce((sum, { groups }) => sum + groups, 0);
}

async function renameInCell(
  cell: Cell,
  uuids: ReadonlySet<string>,
  archived: boolean,
): Promise<void> {
  let afterId = 0;
  for (;;) {
    const page = { archived, afterId, limit: PAGE_RECEIPTS };
    const found = await cell.snapshot((reader) => listCellReceipts(reader, page));
    const ids = found.filter(({ cellUuid }) => uuids.has(cellUuid)).map(({ id }) => id);
    if (ids.length > 0) {
      await cell.transaction((transaction) =>
        renameCellReceipts(transaction, { ids, archived }, cell.uuid),
      );
    }
    const last = found.at(-1);
    if (!last || found.length < PAGE_RECEIPTS) return;
    afterId = last.id;
  }
}
