import type { Counts } from '../online-migration.js';
import type { LockTimes } from './lock-waits.js';

/** What a step of a batch did. */
export interface MoveResult extends Counts {
  /** The ids of the rows whose groups have moved, by this step or earlier; one may be destroyed by now. */
  readonly movedIds: readonly number[];
  /** The ids of the rows that were put into quarantine. */
  readonly quarantinedIds: readonly number[];
  /** Of the locks in the cell; missing where none was taken. */
  readonly lockTimes?: LockTimes | undefined;
}

export const NOTHING_DONE: MoveResult = { found: 0, done: 0, movedIds: [], quarantinedIds: [] };

/** What two attempts at the same groups have come to: what the first one has committed stays done. */
export function sumOfAttempts(first: MoveResult, second: MoveResult): MoveResult {
  // A group that both have put into quarantine is found once.
  const again = second.quarantinedIds.filter((id) => first.quarantinedIds.includes(id));
  return {
    found: first.found + second.found - again.length,
    done: first.done + second.done,
    movedIds: [...first.movedIds, ...second.movedIds],
    quarantinedIds: [...first.quarantinedIds, ...second.quarantinedIds],
    lockTimes: second.lockTimes,
  };
}
