import {
  advanceProgress,
  closeQuarantine,
  findStampedGroups,
  insertReceipt,
  lockGroup,
} from '@cellbridge/db-api';
import {
  type CellTransaction,
  endOfGroups,
  findGroupsById,
  findHighestMemberId,
  type GroupRow,
  insertCellReceipts,
  softDeleteGroups,
} from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import type { CellRun } from './cell-run.js';
import { withClaim } from './claim.js';
import { describeConflict } from './describe-conflict.js';
import { contentDigestOf, contentOf, digestOf, isSameContent } from './digest.js';
import { refuseUnreadableGroup } from './refuse-unreadable.js';
import type { ApiCommit } from './under-locks.js';

/**
 * Ends a locked group of a cell that the API database has with the same content: it is soft-deleted.
 *
 * A receipt says from then on that this row has moved; one that another row of the uuid has left
 * stays. Its digest is that of the API database's group, whose time stamps and rules may be others.
 *
 * @returns what was committed; or in what both differ, with their values, as far as both are there.
 * @throws UnreadableValueError if what the cell holds cannot be compared.
 */
export async function absorb(
  run: CellRun,
  cellTransaction: CellTransaction,
  row: GroupRow,
): Promise<ApiCommit | { readonly differences: readonly string[] }> {
  const cellUuid = run.cell.uuid;
  const { runId } = run;
  const { id: cellGroupId, uuid: groupUuid } = row;
  const result = await withClaim(run, cellTransaction, [cellGroupId], async (spend) => {
    const [cellGroup] = await findGroupsById(cellTransaction, [cellGroupId]);
    if (!cellGroup) return { differences: [] };
    await refuseUnreadableGroup(cellTransaction, cellGroupId);
    const lastMemberId = await findHighestMemberId(cellTransaction, cellGroupId);
    return await spend(async (transaction) => {
      await lockGroup(transaction, groupUuid, null);
      const apiGroup = (await findStampedGroups(transaction, [groupUuid])).get(groupUuid);
      if (!apiGroup) return { differences: [] };
      const apiDigest = digestOf(apiGroup);
      if (!isSameContent(apiDigest, contentDigestOf(cellGroup))) {
        return { differences: describeConflict(contentOf(apiGroup), cellGroup) };
      }
      const at = now();
      const receipt = { groupUuid, cellUuid, cellGroupId, lastMemberId, digest: apiDigest };
      await insertReceipt(transaction, { ...receipt, runId, movedAt: at });
      const end = { resolution: 'moved', resolvedBy: runId } as const;
      await closeQuarantine(transaction, cellUuid, [cellGroupId], end, at);
      const found = run.quarantined.has(cellGroupId) ? 0 : 1;
      const counts = { cursor: cellGroupId, found, done: 1 };
      await advanceProgress(transaction, run.progressKey, counts, at);
      return { digest: apiDigest };
    });
  });
  if (result.differences) return { differences: result.differences };
  const { digest } = result;
  const finishInCell = async () => {
    const at = await endOfGroups(cellTransaction, [cellGroupId], now());
    await softDeleteGroups(cellTransaction, [cellGroupId], at);
    await insertCellReceipts(cellTransaction, [{ cellGroupId, cellUuid, runId, digest }], at);
  };
  return { found: 1, done: 1, movedIds: [cellGroupId], quarantinedIds: [], finishInCell };
}
