import type { CellTransaction, GroupRow, GroupSelection } from '@cellbridge/db-cell';
import { receiptOfRow } from '../receipt-of-row.js';
import type { CellRun } from './cell-run.js';
import { findKnown } from './find-known.js';
import { isRefusal } from './is-refusal.js';
import { type Leftover, moveLocked } from './move-locked.js';
import { moveOne } from './move-one.js';
import type { MoveResult } from './move-result.js';
import { underLocks } from './under-locks.js';

/** The groups of a batch that move together. */
interface SortedBatch {
  readonly fresh: readonly GroupRow[];
  readonly leftovers: readonly Leftover[];
}

/**
 * Moves one batch: most of it at once, the others one by one; what cannot move is quarantined. Nothing is sent
 * before it is iterated.
 *
 * @yields what each step has done, also of the step that fails.
 */
export async function* moveBatch(
  run: CellRun,
  selection: GroupSelection,
): AsyncGenerator<MoveResult, void, undefined> {
  const { lockedIds, result, error } = await underLocks(
    run,
    selection,
    async (cellTransaction, groups) => {
      const { fresh, leftovers } = await sortOut(run, cellTransaction, groups);
      return await moveLocked(run, cellTransaction, fresh, leftovers);
    },
  );
  yield result;
  if (error === undefined) {
    // What is locked and cannot move with the others is looked at one by one.
    const moved = new Set(result.movedIds);
    const apart = lockedIds.filter((id) => !moved.has(id));
    yield* moveEach(run, apart);
  } else if (isRefusal(error) && lockedIds.length > 0) {
    // If nothing could be locked, there is nothing to halve: the error is no single group's.
    yield* moveHalves(run, lockedIds);
  } else {
    throw error;
  }
}

/** Sorts locked groups by what the API database knows of them, without those that cannot move with the others. */
async function sortOut(
  run: CellRun,
  cellTransaction: CellTransaction,
  groups: readonly GroupRow[],
): Promise<SortedBatch> {
  const known = await findKnown(run, cellTransaction, groups);
  const fresh: GroupRow[] = [];
  const leftovers: Leftover[] = [];
  for (const row of groups) {
    const { id, uuid } = row;
    const receipt = receiptOfRow(run.cell, row, known);
    if (receipt) leftovers.push({ row, receipt });
    else if (!known.has(uuid) && !run.quarantined.has(id) && !run.lostUuids.has(uuid)) {
      fresh.push(row);
    }
  }
  return { fresh, leftovers };
}

/** Halves a batch of which a group was refused, until the refused group is alone. */
async function* moveHalves(
  run: CellRun,
  ids: readonly number[],
): AsyncGenerator<MoveResult, void, undefined> {
  if (ids.length <= 1) return yield* moveEach(run, ids);
  const middle = Math.ceil(ids.length / 2);
  yield* moveBatch(run, { ids: ids.slice(0, middle) });
  yield* moveBatch(run, { ids: ids.slice(middle) });
}

/** Moves groups one by one, except for those that this run has tried already, or is trying. */
async function* moveEach(
  run: CellRun,
  ids: readonly number[],
): AsyncGenerator<MoveResult, void, undefined> {
  for (const id of ids) {
    if (run.triedInVain.has(id) || run.trying.has(id)) continue;
    run.trying.add(id);
    try {
      const { result, error } = await moveOne(run, { id });
      // Recorded before another batch may try the row.
      yield result;
      if (error !== undefined) throw error;
    } finally {
      run.trying.delete(id);
    }
  }
}
