import { type DetachedRow, type FoundCellReceipt, listCellReceipts } from '@cellbridge/db-cell';
import { NO_LIMIT } from './judge-proofs.js';
import type { Source } from './with-moved.js';

/** A group by the id of its row; that may be another group's by now, which the uuid tells apart. */
type GroupKey = Pick<DetachedRow, 'groupId' | 'groupUuid'>;

/**
 * Finds the cell receipts of groups; in the shadow table only those that are not in the other one. There may be
 * receipts of other groups among them that have had the same ids.
 */
export async function findCellReceipts(
  source: Source,
  groups: readonly GroupKey[],
): Promise<FoundCellReceipt[]> {
  const read = (wanted: readonly GroupKey[], archived: boolean) => {
    const groupIds = [...new Set(wanted.map(({ groupId }) => groupId))];
    return source.cell.snapshot((reader) =>
      listCellReceipts(reader, { archived, groupIds, limit: NO_LIMIT }),
    );
  };
  if (groups.length === 0) return [];
  const found = await read(groups, false);
  const left = groups.filter(
    ({ groupId, groupUuid }) =>
      !found.some(
        (receipt) =>
          receipt.cellGroupId === groupId && (groupUuid ?? receipt.groupUuid) === receipt.groupUuid,
      ),
  );
  if (left.length === 0 || !(await source.hasArchive())) return found;
  return [...found, ...(await read(left, true))];
}
