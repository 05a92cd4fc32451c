/** What archiving is asked for, and what it did. */
import type { CellUnavailableError } from '@cellbridge/objects';

/** What to archive, and how. */
export interface ArchiveOptions {
  /** The uuids or names of the cells, one at least. Default: all. */
  readonly cells?: readonly string[] | undefined;
  /**
   * How many rows to archive at most, over all cells. Default: all there are. A group is never split, so that the last
   * one may exceed it.
   */
  readonly maxRows?: number | undefined;
  /** How many rows a transaction archives at most; a larger group has one of its own. Default: 1,000. */
  readonly batchSize?: number | undefined;
  /** Only groups that were soft-deleted earlier. Default: all. */
  readonly before?: Date | undefined;
  /**
   * Milliseconds between two batches. Default: 12 where a database lets one transaction write at a time, so that other
   * processes get their turn, else 0.
   */
  readonly pause?: number | undefined;
  /** Ends it after the batch that is running. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch, with what was archived in its cell so far. */
  readonly onProgress?: ((cell: CellArchive) => unknown) | undefined;
}

/**
 * Why a soft-deleted group stays.
 *
 * - `liveRows`: a policy or member of it is not soft-deleted. It is stranded and follows at the next run, or an orphan.
 * - `oneSided`: only one side proves that it has moved.
 * - `idTaken`: a shadow table has another row with the id of one of its rows.
 */
export type KeptReason = 'liveRows' | 'oneSided' | 'idTaken';

/** The soft-deleted groups of a cell that stay for one reason. */
export interface KeptGroups {
  readonly reason: KeptReason;
  readonly groups: number;
  /** The uuids of the first of them, 100 at most ({@link MAX_LISTED_KEPT}). */
  readonly groupUuids: readonly string[];
}

/** How many groups that stay are listed, for each cell and reason. */
export const MAX_LISTED_KEPT = 100;

/** What was archived in one cell. */
export interface CellArchive {
  readonly uuid: string;
  readonly name: string | null;
  /** Rows of `instance_groups`. */
  readonly groups: number;
  /** Rows of `instance_group_policy`, the cell receipts among them. */
  readonly policies: number;
  /** Rows of `instance_group_member`. */
  readonly members: number;
  /** What stays, of the groups that were looked at. */
  readonly kept: readonly KeptGroups[];
}

/** What was archived, cell by cell. */
export interface ArchiveReport {
  /**
   * `complete`: nothing is left that can be archived. · `more`: the limit of rows was reached. · `stopped`: it was ended by
   * its signal. · `unavailable`: a cell cannot be used. · `failed`: groups stay of which only one side proves the move.
   */
  readonly outcome: 'complete' | 'more' | 'stopped' | 'unavailable' | 'failed';
  /** Sorted by uuid; with the cells that cannot be used, without those that were not reached. */
  readonly cells: readonly CellArchive[];
  readonly unavailableCells: readonly CellUnavailableError[];
}
