import {
  advanceProgress,
  closeQuarantine,
  findGroupByUuid,
  insertReceipt,
  lockGroup,
  type Transaction,
} from '@cellbridge/db-api';
import {
  type CellGroupRow,
  findGroupsById,
  findHighestMemberId,
  softDeleteGroups,
} from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import type { CellRun } from './cell-run.js';
import { digestOf } from './content.js';

/**
 * Soft-deletes a locked group of a cell if the API database has it with the same content.
 *
 * A receipt says from then on that this row has moved; one that another row of the uuid has left
 * stays.
 *
 * @returns whether the content is the same.
 */
export async function absorb(
  run: CellRun,
  cellTransaction: Transaction,
  row: CellGroupRow,
): Promise<boolean> {
  const { api } = run.deployment;
  const { uuid } = row;
  const cellUuid = run.cell.uuid;
  const [cellGroup] = await findGroupsById(cellTransaction, [row.id]);
  if (!cellGroup) return false;
  const digest = digestOf(cellGroup);
  const lastMemberId = await findHighestMemberId(cellTransaction, row.id);
  const same = await api.transaction(async (transaction) => {
    await lockGroup(transaction, uuid, null);
    const apiGroup = await findGroupByUuid(transaction, uuid, null);
    if (!apiGroup || digestOf(apiGroup) !== digest) return false;
    const at = now();
    const receipt = { groupUuid: uuid, cellUuid, cellGroupId: row.id, lastMemberId, digest };
    await insertReceipt(transaction, { ...receipt, runId: run.runId, movedAt: at });
    const end = { resolution: 'moved', resolvedBy: run.runId } as const;
    await closeQuarantine(transaction, cellUuid, [row.id], end, at);
    const counts = { cursor: row.id, found: run.quarantined.has(row.id) ? 0 : 1, done: 1 };
    const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
    await advanceProgress(transaction, key, counts, at);
    return true;
  });
  if (same) await softDeleteGroups(cellTransaction, [row.id], now());
  return same;
}
