/** What a recovery is asked for, and what it did. */
import type { CellUnavailableError } from '@cellbridge/objects';

/** Which cells a recovery looks at, and how. */
export interface RecoverOptions {
  /** The uuids or names of the cells. Default: all. */
  readonly cells?: readonly string[] | undefined;
  /** Writes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Ends the recovery after the groups that it is at. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch, with what was done in its cell so far. */
  readonly onProgress?: ((cell: CellRecovery) => unknown) | undefined;
}

/** A group that could not be put back, and why. */
export interface Unrecoverable {
  /** `null` where the cell no longer says it. */
  readonly groupUuid: string | null;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  readonly reason: string;
}

/** A group that was put back from rows which are not all as they moved. */
export interface NotAsMoved {
  readonly groupUuid: string;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  /** In what the rows differ from what moved, in one sentence. */
  readonly details: string;
}

/** What was put back from one cell, or would be. */
export interface CellRecovery {
  readonly uuid: string;
  readonly name: string | null;
  /** Groups that the API database had lost, each with its receipt. */
  readonly groups: number;
  /** Receipts of groups that it still had. */
  readonly receipts: number;
  /** Receipts that named the uuid under which the cell was mapped before. */
  readonly remapped: number;
  /** Those of `groups` that somebody should look at. */
  readonly notAsMoved: readonly NotAsMoved[];
  readonly unrecoverable: readonly Unrecoverable[];
}

/** What a recovery did, cell by cell. */
export interface RecoverReport {
  /**
   * `complete`: nothing is still lost. · `failed`: something could not be put back. ·
   * `unavailable`: a cell could not be reached. · `stopped`: it was ended by its signal.
   */
  readonly outcome: 'complete' | 'failed' | 'unavailable' | 'stopped';
  /** Whether nothing was written. */
  readonly dryRun: boolean;
  /** Sorted by uuid; a cell that could not be reached is missing. */
  readonly cells: readonly CellRecovery[];
  readonly unavailableCells: readonly CellUnavailableError[];
}
