import type { Receipt } from '@cellbridge/db-api';
import { findGroupStates, findGroupsWithPolicies, listCellReceipts } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';

/** For lists that are bounded by the groups that are asked for. */
export const NO_LIMIT = 2 ** 31 - 1;

/** A receipt of the API database to which the cell has no counterpart. */
export interface UnprovedReceipt {
  readonly receipt: Receipt;
  /**
   * - `lost`: the cell has the group's row, soft-deleted, and should have the receipt.
   * - `purged`: it has no row of the group; or no policy of it, with which Nova archives the receipt.
   * - `open`: the row is live, or archived.
   */
  readonly proof: 'lost' | 'purged' | 'open';
}

/**
 * Finds those of some receipts to which the cell has no counterpart, in one snapshot: a group that moves
 * meanwhile has its receipt as soon as its row is soft-deleted.
 *
 * Nova archives the policies of a group, the receipt among them, before the group itself. So where there
 * are shadow tables, a row without a policy proves nothing: also one of a group that never had any.
 */
export async function judgeProofs(
  cell: Cell,
  receipts: readonly Receipt[],
  options: { withArchive: boolean },
): Promise<UnprovedReceipt[]> {
  if (receipts.length === 0) return [];
  return await cell.snapshot(async (reader) => {
    let left = receipts;
    for (const archived of options.withArchive ? [false, true] : [false]) {
      const groupIds = left.map(({ cellGroupId }) => cellGroupId);
      if (groupIds.length === 0) return [];
      const found = await listCellReceipts(reader, { archived, groupIds, limit: NO_LIMIT });
      const key = (id: number, uuid: string | null) => `${id} ${uuid ?? ''}`;
      const proved = new Set(
        found.map(({ cellGroupId, groupUuid }) => key(cellGroupId, groupUuid)),
      );
      left = left.filter(({ cellGroupId, groupUuid }) => {
        return !proved.has(key(cellGroupId, groupUuid)) && !proved.has(key(cellGroupId, null));
      });
    }
    const ids = left.map(({ cellGroupId }) => cellGroupId);
    if (ids.length === 0) return [];
    const states = await findGroupStates(reader, ids, options);
    const withPolicies = await findGroupsWithPolicies(reader, ids, options);
    return left.map((receipt) => {
      const { cellGroupId, groupUuid } = receipt;
      const own = states.filter(({ id, uuid }) => id === cellGroupId && uuid === groupUuid);
      if (own.length === 0) return { receipt, proof: 'purged' };
      if (!own.some(({ state }) => state === 'ended')) return { receipt, proof: 'open' };
      const mayProve = !options.withArchive || withPolicies.has(cellGroupId);
      return { receipt, proof: mayProve ? 'lost' : 'purged' };
    });
  });
}
