/** What a reversal is asked for, and what it did. */
import type { Cell, CellUnavailableError } from '@cellbridge/objects';

/** Which groups go back, and how. */
export interface ReverseOptions {
  /** The uuids or names of the cells whose groups all go back. Either these or `groups`. */
  readonly cells?: readonly string[] | undefined;
  /** The uuids of groups that go back. */
  readonly groups?: readonly string[] | undefined;
  /** Writes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** How many groups go back at most; it looks no further than to these. Default: all. */
  readonly maxCount?: number | undefined;
  /**
   * Milliseconds that services have to notice that a cell gets groups back, before the first one does. Default: 60,000,
   * twice the `recheckAfter` of a deployment; 0 only where no service runs.
   */
  readonly notice?: number | undefined;
  /** Ends it after the batch that is running. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each cell before anything is done there, with what cannot go back. */
  readonly onPlan?: ((cell: CellReversal) => unknown) | undefined;
  /** Called with a sentence when it waits for services. */
  readonly onWait?: ((reason: string) => unknown) | undefined;
  /** Called while the groups are looked at, before any goes back, with how many of a cell were looked at so far. */
  readonly onLook?: ((cell: LookedAt) => unknown) | undefined;
  /** Called after each batch, with what went back to its cell so far. */
  readonly onProgress?: ((cell: CellReversal) => unknown) | undefined;
}

/** How many groups of a cell were looked at. */
export interface LookedAt {
  readonly uuid: string;
  readonly name: string | null;
  readonly groups: number;
}

/**
 * Why a group cannot go back to its cell.
 *
 * - `rules`: it has rules, which a cell cannot keep.
 * - `rowGone`: its row, or its cell receipt, is no longer in the tables of the cell: it was archived or purged.
 * - `rowTaken`: another live group of the cell has its uuid.
 * - `leftover`: an interrupted run has left its rows in the cell, or a writer has added some since it moved.
 * - `elsewhere`: another cell proves that it has moved from there, too, or has a live group of its uuid.
 * - `created`: it was destroyed, and another group was created with its uuid.
 * - `refused`: the cell would refuse a value, or has refused it.
 * - `changing`: it was changed again and again while it was to go back.
 */
export type StayReason =
  | 'rules'
  | 'rowGone'
  | 'rowTaken'
  | 'leftover'
  | 'elsewhere'
  | 'created'
  | 'refused'
  | 'changing';

/** A group that stays in the API database. */
export interface StayingGroup {
  readonly groupUuid: string;
  readonly reason: StayReason;
  /** The reason, and what to do, in a sentence. */
  readonly details: string;
}

/** How many groups that stay are listed for each cell; all are counted. */
export const MAX_LISTED_STAYING = 10_000;

/** What went back to one cell, or would. */
export interface CellReversal {
  readonly uuid: string;
  readonly name: string | null;
  /** Groups that went back, or would. */
  readonly groups: number;
  /** Groups that cannot go back. */
  readonly staying: number;
  /** The first of them, 10,000 at most ({@link MAX_LISTED_STAYING}). */
  readonly stays: readonly StayingGroup[];
}

/** What a reversal did, cell by cell. */
export interface ReverseReport {
  /**
   * `complete`: nothing is left that has moved from these cells. · `more`: the limit was reached. · `stopped`: it was ended by
   * its signal. · `staying`: all went back but for what cannot. · `unavailable`: a cell could not be reached.
   */
  readonly outcome: 'complete' | 'more' | 'stopped' | 'staying' | 'unavailable';
  /** Whether nothing was written. */
  readonly dryRun: boolean;
  /** Sorted by uuid; without those that were not reached. */
  readonly cells: readonly CellReversal[];
  readonly unavailableCells: readonly CellUnavailableError[];
}

/** The sum of no groups. */
export function nothingOf({ uuid, name }: Cell): CellReversal {
  return { uuid, name, groups: 0, staying: 0, stays: [] };
}

/** Adds a part to the sum of a cell. */
export function add(
  total: CellReversal,
  { groups, staying }: { groups: number; staying: readonly StayingGroup[] },
): CellReversal {
  return {
    ...total,
    groups: total.groups + groups,
    staying: total.staying + staying.length,
    stays: [...total.stays, ...staying].slice(0, MAX_LISTED_STAYING),
  };
}
