/**
 * The way out of a cell, of a batch and of a single group alike: lock their rows in the cell, commit in
 * the API database, which is the commit point, then finish in the cell and commit there.
 */
import { type CellTransaction, type GroupRow, lockLiveGroups } from '@cellbridge/db-cell';
import type { CellRun } from './cell-run.js';
import { type MoveResult, NOTHING_DONE } from './move-result.js';

/** Which groups of a cell a batch holds; see `lockLiveGroups`. */
export type Selection = Parameters<typeof lockLiveGroups>[1];

/** What the API database has committed for locked groups. */
export interface Committed extends MoveResult {
  /** How many groups an earlier run has moved; they count once their cell has committed, too. */
  readonly cleaned?: number;
  /** The ids of the rows that were left as they are: each needs a look of its own. */
  readonly apartIds?: readonly number[];
  /** What the cell has to write before it commits. */
  readonly finishInCell?: () => Promise<void>;
}

/** What became of groups under their locks. */
export interface UnderLocks {
  readonly lockedIds: readonly number[];
  /** What was done, also where `error` is set: what the API database has committed stays done. */
  readonly result: Committed;
  /** Why the cell's transaction was rolled back; `undefined` where it was committed. */
  readonly error?: unknown;
}

/**
 * Locks the rows of groups, and moves these as `commit` says. It never rejects.
 *
 * @param commit is given the locked rows, and commits in the API database.
 */
export async function underLocks(
  run: CellRun,
  selection: Selection,
  commit: (cellTransaction: CellTransaction, rows: readonly GroupRow[]) => Promise<Committed>,
): Promise<UnderLocks> {
  let lockedIds: readonly number[] = [];
  let committed: Committed = NOTHING_DONE;
  try {
    await run.cell.transaction(async (cellTransaction) => {
      const rows = await lockLiveGroups(cellTransaction, selection);
      lockedIds = rows.map(({ id }) => id);
      committed = await commit(cellTransaction, rows);
      await committed.finishInCell?.();
    });
  } catch (error) {
    return { lockedIds, result: committed, error };
  }
  const { found, done, cleaned = 0, finishInCell: _done, ...rest } = committed;
  return { lockedIds, result: { ...rest, found: found + cleaned, done: done + cleaned } };
}
