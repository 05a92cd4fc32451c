import { findKnownGroups } from '@cellbridge/db-api';
import type { GroupRow } from '@cellbridge/db-cell';
import { receiptOfRow } from '../receipt-of-row.js';
import type { CellRun } from './cell-run.js';
import { isRefusal } from './is-refusal.js';
import { moveOne } from './move-one.js';
import type { MoveResult } from './move-result.js';
import { type Leftover, moveRows } from './move-rows.js';
import { type Selection, underLocks } from './under-locks.js';

/** The groups of a batch, by what is to be done with them. */
interface SortedBatch {
  readonly fresh: readonly GroupRow[];
  readonly leftovers: readonly Leftover[];
  /** The ids of the rows that need a look each. */
  readonly apartIds: readonly number[];
}

/**
 * Moves one batch: most of it at once, what cannot move with the others by itself; that moves, too, or
 * is quarantined. Nothing is sent before it is iterated.
 *
 * @yields what each step has done, also of the step that fails.
 */
export async function* moveBatch(
  run: CellRun,
  selection: Selection,
): AsyncGenerator<MoveResult, void, undefined> {
  const { lockedIds, result, error } = await underLocks(
    run,
    selection,
    async (cellTransaction, rows) => {
      const { fresh, leftovers, apartIds } = await sortOut(run, rows);
      return { ...(await moveRows(run, cellTransaction, fresh, leftovers)), apartIds };
    },
  );
  yield result;
  if (error === undefined) yield* moveEach(run, result.apartIds ?? []);
  // What cannot even be locked is no single group's fault, and nothing would be tried.
  else if (isRefusal(error) && lockedIds.length > 0) yield* moveHalves(run, lockedIds);
  else throw error;
}

/** Asks the API database what it knows of the groups, while their rows are locked (R1). */
async function sortOut(run: CellRun, rows: readonly GroupRow[]): Promise<SortedBatch> {
  const uuids = rows.map(({ uuid }) => uuid);
  const known = await findKnownGroups(run.deployment.api, uuids);
  const fresh: GroupRow[] = [];
  const leftovers: Leftover[] = [];
  const apartIds: number[] = [];
  for (const row of rows) {
    const receipt = receiptOfRow(run.cell, row, known);
    const isApart =
      known.has(row.uuid) || run.quarantined.has(row.id) || run.lostUuids.has(row.uuid);
    if (receipt) leftovers.push({ row, receipt });
    else if (isApart) apartIds.push(row.id);
    else fresh.push(row);
  }
  return { fresh, leftovers, apartIds };
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
    if (run.stuck.has(id) || run.trying.has(id)) continue;
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
