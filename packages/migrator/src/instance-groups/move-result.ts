import type { Counts } from '../online-migration.js';

/** What a step of a batch did. */
export interface MoveResult extends Counts {
  /** The ids of the rows whose groups have moved, by this step or earlier; one may be destroyed by now. */
  readonly movedIds: readonly number[];
  /** The ids of the rows that were put into quarantine. */
  readonly quarantinedIds: readonly number[];
}

export const NOTHING_DONE: MoveResult = { found: 0, done: 0, movedIds: [], quarantinedIds: [] };
