import { type FoundCellReceipt, listCellReceipts } from '@cellbridge/db-cell';
import { NO_LIMIT } from './judge-proofs.js';
import type { Source } from './with-moved.js';

/** Finds the cell receipts of rows; in the shadow table only those that are not in the other one. */
export async function findCellReceipts(
  source: Source,
  groupIds: readonly number[],
): Promise<FoundCellReceipt[]> {
  const read = (ids: readonly number[], archived: boolean) =>
    source.cell.examine((reader) =>
      listCellReceipts(reader, { archived, groupIds: ids, limit: NO_LIMIT }),
    );
  if (groupIds.length === 0) return [];
  const found = await read(groupIds, false);
  const foundIds = new Set(found.map(({ cellGroupId }) => cellGroupId));
  const left = groupIds.filter((id) => !foundIds.has(id));
  if (left.length === 0 || !(await source.hasArchive())) return found;
  return [...found, ...(await read(left, true))];
}
