/** The move of locked groups: claim them, take them from the cell, and commit them in the API database. */
import {
  advanceProgress,
  closeQuarantine,
  insertMovedGroups,
  type Receipt,
} from '@cellbridge/db-api';
import {
  type CellTransaction,
  endOfGroups,
  type GroupRow,
  insertCellReceipts,
  type TakenGroups,
  takeGroups,
} from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { isOfMove } from '../receipt-of-row.js';
import { type Adoption, adoptMembers } from './adopt-members.js';
import { assemble } from './assemble.js';
import type { CellRun } from './cell-run.js';
import { withClaim } from './claim.js';
import { NOTHING_DONE } from './move-result.js';
import { type CopiedRows, refuseUnreadable } from './refuse-unreadable.js';
import type { ApiCommit } from './under-locks.js';

/** A group that the API database has, and whose rows in the cell are still live: a crash left them. */
export interface Leftover {
  readonly row: GroupRow;
  readonly receipt: Receipt;
}

/**
 * Moves `fresh` groups and cleans up after `leftovers`. `cellTransaction` holds the locks of their rows, and
 * soft-deletes them before the API database commits; soft-deleting returns the rows, so it is how they are read.
 *
 * @throws UniqueViolationError · ConstraintError if the API database refuses one of the groups.
 * @throws UnreadableValueError if a value that would be copied is not what its column says.
 * @throws ClaimRevokedError if the locks were lost on the way.
 */
export async function moveLocked(
  run: CellRun,
  cellTransaction: CellTransaction,
  fresh: readonly GroupRow[],
  leftovers: readonly Leftover[],
): Promise<ApiCommit> {
  const { runId } = run;
  const cellUuid = run.cell.uuid;
  const freshIds = fresh.map(({ id }) => id);
  const ids = [...freshIds, ...leftovers.map(({ row }) => row.id)];
  if (ids.length === 0) return NOTHING_DONE;
  const endedAt = await endOfGroups(cellTransaction, ids, now());
  let waitedForApi: number | undefined;
  const moved = await withClaim(run, cellTransaction, ids, async (spend) => {
    const taken = await takeGroups(cellTransaction, ids, endedAt);
    const groups = assemble(run.deployment.api, fresh, taken);
    const adoptions = leftovers.map((leftover) => adoptionOf(leftover, taken));
    await refuseUnreadable(cellTransaction, copiedOf(fresh, taken, adoptions));
    await spend(async (apiTransaction) => {
      const at = now();
      await adoptMembers(apiTransaction, adoptions);
      if (groups.length === 0) return;
      await insertMovedGroups(apiTransaction, groups, { cellUuid, runId, movedAt: at });
      // Only `moveOne` brings a group that is in quarantine; it was counted when it was set aside.
      const newlyFound = freshIds.filter((id) => !run.quarantined.has(id)).length;
      if (newlyFound < freshIds.length) {
        const end = { resolution: 'moved', resolvedBy: runId } as const;
        await closeQuarantine(apiTransaction, cellUuid, freshIds, end, at);
      }
      // It may overtake a batch of the other lane: the second pass looks from the beginning for what is left.
      const counts = { cursor: Math.max(...freshIds), found: newlyFound, done: groups.length };
      await advanceProgress(apiTransaction, run.progressKey, counts, at);
      waitedForApi = await run.apiLockWaits?.(apiTransaction);
    });
    return groups;
  });
  const cellReceipts = [
    ...moved.map(({ cellGroupId, digest }) => ({ cellGroupId, cellUuid, runId, digest })),
    ...leftovers.map(({ receipt }) => receipt).filter(isOfMove),
  ];
  return {
    // Unlike in the progress row, a group in quarantine is found again.
    found: moved.length,
    done: moved.length,
    // A crash between both commits left these. Those that this run had moved were counted then.
    cleaned: leftovers.filter(({ receipt }) => receipt.runId !== runId).length,
    movedIds: ids,
    quarantinedIds: [],
    waitedForApi,
    finishInCell: () => insertCellReceipts(cellTransaction, cellReceipts, endedAt),
  };
}

/** The members that came into a leftover after its group had moved. */
function adoptionOf({ row, receipt }: Leftover, taken: TakenGroups): Adoption {
  const { cellUuid, groupUuid, lastMemberId } = receipt;
  const late = taken.members.filter(({ groupId, id }) => groupId === row.id && id > lastMemberId);
  return { cellUuid, groupUuid, late };
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
