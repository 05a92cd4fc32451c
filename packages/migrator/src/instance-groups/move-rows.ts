/** The move of locked groups, in three steps of which the second is the commit point. */
import {
  advanceProgress,
  closeQuarantine,
  insertMovedGroups,
  type Receipt,
} from '@cellbridge/db-api';
import {
  type CellTransaction,
  type GroupRow,
  insertCellReceipts,
  type TakenGroups,
  takeGroups,
} from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { type Adoption, adoptMembers } from './adopt-members.js';
import { assemble } from './assemble.js';
import type { CellRun } from './cell-run.js';
import { withClaim } from './claim.js';
import { type CopiedRows, refuseUnreadable } from './refuse-unreadable.js';
import type { Tally } from './tally.js';

/** A group that the API database has, and whose rows in the cell are still live: a crash left them. */
export interface Leftover {
  readonly row: GroupRow;
  readonly receipt: Receipt;
}

/**
 * Moves `fresh` groups and cleans up after `leftovers`. The rows are locked by `cellTransaction`,
 * which the caller commits afterwards.
 *
 * @throws UniqueViolationError · ConstraintError if the API database refuses one of the groups.
 * @throws UnreadableValueError if a value that would be copied is not what its column says.
 * @throws ClaimRevokedError if the locks were lost on the way.
 */
export async function moveRows(
  run: CellRun,
  cellTransaction: CellTransaction,
  fresh: readonly GroupRow[],
  leftovers: readonly Leftover[],
  tally: Tally,
): Promise<void> {
  const cellUuid = run.cell.uuid;
  const freshIds = fresh.map(({ id }) => id);
  const ids = [...freshIds, ...leftovers.map(({ row }) => row.id)];
  const endedAt = now();
  const moved = await withClaim(run, cellTransaction, ids, async (spend) => {
    const taken = await takeGroups(cellTransaction, ids, endedAt);
    const moved = assemble(fresh, taken);
    const adoptions = leftovers.map(({ row, receipt }): Adoption => {
      const { groupUuid, lastMemberId } = receipt;
      const isLate = (member: { groupId: number; id: number }) =>
        member.groupId === row.id && member.id > lastMemberId;
      return { cellUuid, groupUuid, late: taken.members.filter(isLate) };
    });
    await refuseUnreadable(cellTransaction, copiedOf(fresh, taken, adoptions));
    await spend(async (transaction) => {
      const at = now();
      await adoptMembers(transaction, adoptions);
      if (moved.length === 0) return;
      await insertMovedGroups(transaction, moved, { cellUuid, runId: run.runId, movedAt: at });
      const found = freshIds.filter((id) => !run.quarantined.has(id)).length;
      if (found < freshIds.length) {
        const end = { resolution: 'moved', resolvedBy: run.runId } as const;
        await closeQuarantine(transaction, cellUuid, freshIds, end, at);
      }
      const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
      const counts = { cursor: Math.max(...freshIds), found, done: moved.length };
      await advanceProgress(transaction, key, counts, at);
    });
    return moved;
  });
  tally.add({ found: moved.length, done: moved.length });

  const newReceipts = moved.map(({ cellGroupId, digest }) => {
    return { cellGroupId, cellUuid, runId: run.runId, digest };
  });
  // One without a digest was destroyed in its cell, and has not moved.
  const receipts = leftovers.map(({ receipt }) => receipt).filter(({ digest }) => digest !== '');
  await insertCellReceipts(cellTransaction, [...newReceipts, ...receipts], endedAt);
}

/** What is copied of the rows that were taken: all of fresh groups, and the values of late members. */
function copiedOf(
  groups: readonly GroupRow[],
  taken: TakenGroups,
  adoptions: readonly Adoption[],
): CopiedRows {
  if (adoptions.length === 0) return { groups, ...taken };
  const fresh = new Set(groups.map(({ id }) => id));
  const isFresh = ({ groupId }: { groupId: number }) => fresh.has(groupId);
  const late = adoptions.flatMap((adoption) =>
    adoption.late.map(({ id, value }) => ({ id, value })),
  );
  const members = [...taken.members.filter(isFresh), ...late];
  return { groups, policies: taken.policies.filter(isFresh), members };
}

/** Counts leftovers that are clean now, except for those that this run has counted when they moved. */
export function countCleaned(run: CellRun, cleaned: readonly Leftover[], tally: Tally): void {
  const count = cleaned.filter(({ receipt }) => receipt.runId !== run.runId).length;
  tally.add({ found: count, done: count });
}
