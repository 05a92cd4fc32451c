import { type FoundCellReceipt, listCellReceipts } from '@cellbridge/db-cell';
import { NO_LIMIT } from '../evidence/unproved-receipts.js';
import type { CellScope } from './pass.js';

/** Finds the cell receipts of rows; in the shadow table only those that are not in the other one. */
export async function findCellReceipts(
  scope: Pick<CellScope, 'cell' | 'hasArchive'>,
  groupIds: readonly number[],
): Promise<FoundCellReceipt[]> {
  const read = (ids: readonly number[], archived: boolean) =>
    scope.cell.examine((reader) =>
      listCellReceipts(reader, { archived, groupIds: ids, limit: NO_LIMIT }),
    );
  if (groupIds.length === 0) return [];
  const found = await read(groupIds, false);
  const foundIds = new Set(found.map(({ cellGroupId }) => cellGroupId));
  const left = groupIds.filter((id) => !foundIds.has(id));
  if (left.length === 0 || !(await scope.hasArchive())) return found;
  return [...found, ...(await read(left, true))];
}
