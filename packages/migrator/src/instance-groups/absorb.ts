import {
  advanceProgress,
  closeQuarantine,
  findStampedGroups,
  insertReceipt,
  lockGroup,
  type Transaction,
} from '@cellbridge/db-api';
import {
  type CellGroupRow,
  findGroupsById,
  findHighestMemberId,
  insertCellReceipts,
  softDeleteGroups,
} from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import type { CellRun } from './cell-run.js';
import { withClaim } from './claim.js';
import { contentDigestOf, digestOf, isSameContent } from './digest.js';
import { refuseUnreadableGroup } from './refuse-unreadable.js';

/**
 * Soft-deletes a locked group of a cell if the API database has it with the same content.
 *
 * A receipt says from then on that this row has moved; one that another row of the uuid has left
 * stays. Its digest is that of the API database's group, whose time stamps and rules may be others.
 *
 * @returns whether the content is the same.
 * @throws UnreadableValueError if what the cell holds cannot be compared.
 */
export async function absorb(
  run: CellRun,
  cellTransaction: Transaction,
  row: CellGroupRow,
): Promise<boolean> {
  const cellUuid = run.cell.uuid;
  const { runId } = run;
  const { id: cellGroupId, uuid: groupUuid } = row;
  const digest = await withClaim(run, cellTransaction, [cellGroupId], async (spend) => {
    const [cellGroup] = await findGroupsById(cellTransaction, [cellGroupId]);
    if (!cellGroup) return undefined;
    await refuseUnreadableGroup(cellTransaction, cellGroupId);
    const lastMemberId = await findHighestMemberId(cellTransaction, cellGroupId);
    return await spend(async (transaction) => {
      await lockGroup(transaction, groupUuid, null);
      const apiGroup = (await findStampedGroups(transaction, [groupUuid])).get(groupUuid);
      if (!apiGroup) return undefined;
      const apiDigest = digestOf(apiGroup);
      if (!isSameContent(apiDigest, contentDigestOf(cellGroup))) return undefined;
      const at = now();
      const receipt = { groupUuid, cellUuid, cellGroupId, lastMemberId, digest: apiDigest };
      await insertReceipt(transaction, { ...receipt, runId, movedAt: at });
      const end = { resolution: 'moved', resolvedBy: runId } as const;
      await closeQuarantine(transaction, cellUuid, [cellGroupId], end, at);
      const found = run.quarantined.has(cellGroupId) ? 0 : 1;
      const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
      await advanceProgress(transaction, key, { cursor: cellGroupId, found, done: 1 }, at);
      return apiDigest;
    });
  });
  if (digest === undefined) return false;
  const at = now();
  await softDeleteGroups(cellTransaction, [cellGroupId], at);
  await insertCellReceipts(cellTransaction, [{ cellGroupId, cellUuid, runId, digest }], at);
  return true;
}
