/**
 * The way out of a cell, of a batch and of a single group alike: lock their rows in the cell, commit in
 * the API database, which is the commit point, then finish in the cell and commit there.
 */
import {
  type CellTransaction,
  type GroupRow,
  type GroupSelection,
  lockLiveGroups,
} from '@cellbridge/db-cell';
import type { CellRun } from './cell-run.js';
import { type MoveResult, NOTHING_DONE } from './move-result.js';

/** What the API database has committed; the cell has not. */
export interface ApiCommit extends MoveResult {
  /**
   * How many groups of earlier runs are cleaned up: the API database had them already. They are found and
   * done once the cell has committed.
   */
  readonly cleaned?: number;
  /** What the cell has to write before it commits. */
  readonly finishInCell?: () => Promise<void>;
}

/** What became of groups under their locks. */
export interface UnderLocks {
  readonly lockedIds: readonly number[];
  /** What was done, also where `error` is set: what the API database has committed stays done. */
  readonly result: MoveResult;
  /** Why the cell's transaction was rolled back; `undefined` where it was committed. */
  readonly error?: unknown;
}

/**
 * Locks the rows of groups, and moves these as `commit` says. It never rejects.
 *
 * @param commit is given the locked groups, and commits in the API database.
 */
export async function underLocks(
  run: CellRun,
  selection: GroupSelection,
  commit: (cellTransaction: CellTransaction, groups: readonly GroupRow[]) => Promise<ApiCommit>,
): Promise<UnderLocks> {
  let lockedIds: readonly number[] = [];
  let committed: ApiCommit = NOTHING_DONE;
  try {
    await run.cell.transaction(async (cellTransaction) => {
      const groups = await lockLiveGroups(cellTransaction, selection);
      lockedIds = groups.map(({ id }) => id);
      committed = await commit(cellTransaction, groups);
      await committed.finishInCell?.();
    });
  } catch (error) {
    return { lockedIds, result: committed, error };
  }
  const { found, done, cleaned = 0, finishInCell: _finishInCell, ...rest } = committed;
  return { lockedIds, result: { ...rest, found: found + cleaned, done: done + cleaned } };
}
