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
import type { LockTimes } from './lock-waits.js';
import { type MoveResult, NOTHING_DONE, sumOfAttempts } from './move-result.js';

/** What the API database has committed; the cell has not. */
export interface ApiCommit extends MoveResult {
  /**
   * How many groups of earlier runs are cleaned up: the API database had them already. They are found and
   * done once the cell has committed.
   */
  readonly cleaned?: number;
  /** For how many milliseconds somebody has waited for the locks in the API database, where that was asked. */
  readonly waitedForApi?: number | undefined;
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
 * A cell that gives its transaction up may try it again: what the API database has committed by then is met as
 * after a crash, and stays done.
 *
 * @param commit is given the locked groups, and commits in the API database.
 */
export async function underLocks(
  run: CellRun,
  selection: GroupSelection,
  commit: (cellTransaction: CellTransaction, groups: readonly GroupRow[]) => Promise<ApiCommit>,
): Promise<UnderLocks> {
  let lockedIds: readonly number[] = [];
  let earlier: MoveResult = NOTHING_DONE;
  let committed: ApiCommit = NOTHING_DONE;
  let lockTimes: LockTimes | undefined;
  try {
    await run.cell.transaction(async (cellTransaction) => {
      earlier = sumOfAttempts(earlier, committed);
      committed = NOTHING_DONE;
      const groups = await lockLiveGroups(cellTransaction, selection);
      const lockedSince = performance.now();
      lockedIds = groups.map(({ id }) => id);
      committed = await commit(cellTransaction, groups);
      await committed.finishInCell?.();
      // At the last moment, when everybody who had to wait is still waiting.
      const inCell = groups.length > 0 ? await run.lockWaits?.(cellTransaction) : 0;
      const held = performance.now() - lockedSince;
      const longest =
        inCell === undefined ? undefined : Math.max(inCell, committed.waitedForApi ?? 0);
      lockTimes = { held, waited: longest && Math.min(longest, held) };
    });
  } catch (error) {
    return { lockedIds, result: sumOfAttempts(earlier, committed), error };
  }
  const { found, done, cleaned = 0, movedIds, quarantinedIds } = committed;
  const counts = { found: found + cleaned, done: done + cleaned };
  const result = { ...counts, movedIds, quarantinedIds, lockTimes };
  return { lockedIds, result: sumOfAttempts(earlier, result) };
}
