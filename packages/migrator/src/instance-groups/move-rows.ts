/**
 * The move of locked groups, in three steps of which the second is the commit point.
 *
 * A cell connection can be lost without a sign, and the row locks with it. So the groups are
 * claimed before they are read, and the claim is taken back at the commit point: a writer that gets
 * hold of one of the rows revokes the claim, and the batch fails instead of undoing that write.
 */
import {
  advanceProgress,
  closeQuarantine,
  deleteClaim,
  insertClaim,
  insertMovedGroups,
  type Receipt,
  type Transaction,
} from '@cellbridge/db-api';
import { type CellGroupRow, type TakenRow, takeGroups } from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { v4 as drawUuid } from 'uuid';
import { adoptMembers } from './adopt-members.js';
import { assemble } from './assemble.js';
import type { CellRun } from './cell-run.js';
import { ClaimRevokedError } from './claim-revoked-error.js';
import { isRefusal } from './is-refusal.js';
import type { Tally } from './tally.js';

/** A group that the API database has, and whose rows in the cell are still live: a crash's leavings. */
export interface Leftover {
  readonly row: CellGroupRow;
  readonly receipt: Receipt;
}

/**
 * Moves `fresh` groups and cleans up after `leftovers`. The rows are locked by `cellTransaction`,
 * which the caller commits afterwards.
 *
 * @throws UniqueViolationError · ConstraintError if the API database refuses one of the groups.
 * @throws ClaimRevokedError if the locks were lost on the way.
 */
export async function moveRows(
  run: CellRun,
  cellTransaction: Transaction,
  fresh: readonly CellGroupRow[],
  leftovers: readonly Leftover[],
  tally: Tally,
): Promise<void> {
  const { api } = run.deployment;
  const cellUuid = run.cell.uuid;
  const freshIds = fresh.map(({ id }) => id);
  const claim = { id: drawUuid(), cellUuid, groupIds: freshIds, createdAt: now() };
  // The lock of a file is gone with its process, while a server commits what it has received.
  const losesLocks = cellTransaction.dialect.losesLocks || api.dialect.losesLocks;
  const isClaimed = fresh.length > 0 && losesLocks;
  if (isClaimed) await api.transaction((transaction) => insertClaim(transaction, claim));

  const ids = [...freshIds, ...leftovers.map(({ row }) => row.id)];
  const taken = await takeGroups(cellTransaction, ids, now());
  for (const { row, receipt } of leftovers) {
    const isLate = ({ groupId, id }: TakenRow) => groupId === row.id && id > receipt.lastMemberId;
    await adoptMembers(api, receipt, taken.members.filter(isLate));
  }
  if (fresh.length === 0) return;

  const moved = assemble(fresh, taken);
  const counts = {
    cursor: Math.max(...freshIds),
    found: freshIds.filter((id) => !run.quarantined.has(id)).length,
    done: fresh.length,
  };
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
  try {
    await api.transaction(async (transaction) => {
      if (isClaimed && !(await deleteClaim(transaction, claim.id))) {
        throw new ClaimRevokedError(run.cell);
      }
      const at = now();
      await insertMovedGroups(transaction, moved, { cellUuid, runId: run.runId, movedAt: at });
      if (counts.found < fresh.length) {
        const end = { resolution: 'moved', resolvedBy: run.runId } as const;
        await closeQuarantine(transaction, cellUuid, freshIds, end, at);
      }
      await advanceProgress(transaction, key, counts, at);
    });
  } catch (error) {
    // Every writer in the cell would read it until it is old enough to be thrown away.
    if (isClaimed && isRefusal(error)) {
      await api.transaction((transaction) => deleteClaim(transaction, claim.id));
    }
    throw error;
  }
  tally.add({ found: fresh.length, done: fresh.length });
}

/** Counts leftovers that are clean now, except for those that this run has counted when they moved. */
export function countCleaned(run: CellRun, cleaned: readonly Leftover[], tally: Tally): void {
  const count = cleaned.filter(({ receipt }) => receipt.runId !== run.runId).length;
  tally.add({ found: count, done: count });
}
