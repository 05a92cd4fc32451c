import type { CellUnavailableError, Deployment } from '@cellbridge/objects';

/** What one call of a migration is asked to do. */
export interface MigrationOptions {
  /** How many records to move at most; `Infinity` where there is no limit. */
  readonly limit: number;
  /** How many records a transaction may hold; the migration's own choice if it is not given. */
  readonly batchSize?: number | undefined;
  /**
   * Milliseconds between two batches of a database that lets one transaction write at a time, so that
   * other processes get their turn; the migration's own choice if it is not given.
   */
  readonly pause?: number | undefined;
  /** The uuids of the cells to work on; all of them if it is not given. */
  readonly cells?: readonly string[] | undefined;
  /** Ends the call after the batch that is running. */
  readonly signal?: AbortSignal | undefined;
  /** The run that this call belongs to: a uuid. */
  readonly runId: string;
  /**
   * Milliseconds to wait for an API database that is lost on the way, before the migration fails; 0 if it
   * is not given.
   */
  readonly patience?: number | undefined;
  /** To be called when the migration waits for something, and when it goes on: a sentence for people. */
  readonly onWait?: ((reason: string) => void) | undefined;
  /** To be called after each batch. */
  readonly onBatch?: ((batch: Batch) => void) | undefined;
}

/** What a batch, or a call, has met. */
export interface Counts {
  /** Records that were to be moved: no more than the limit, but for those that were set aside. */
  readonly found: number;
  /** Records that were moved, of those that were found. */
  readonly done: number;
}

/** One batch, and the cell it came from if it came from one. */
export interface Batch extends Counts {
  /** Not there where the migration knows no cells. */
  readonly cellUuid?: string;
  /** Not there where the migration knows no cells. */
  readonly cellName?: string | null;
}

/** What a call of a migration did. */
export interface MigrationResult extends Counts {
  /**
   * Records that are set aside now, by this call or earlier ones, because they cannot be moved. Not given:
   * all that are left, once a call finds some and moves none.
   */
  readonly quarantined?: number;
  /** Cells that could not be reached; what they hold is not in the counts. */
  readonly unavailableCells?: readonly CellUnavailableError[];
  /** What kept a part of the records from being moved; the others were. */
  readonly error?: unknown;
}

/**
 * Moves one kind of record while the service runs, a bounded number at a time.
 *
 * Nova's rules for such a function hold: it is idempotent, moves at most `limit` records, and
 * `found > 0` with `done = 0` means that what is left cannot be moved.
 *
 * @example
 * const tags: OnlineMigration = {
 *   name: 'migrate_tags',
 *   run: async (deployment, { limit }) => moveTags(deployment.api, Math.min(limit, 50)),
 *   remaining: async (deployment) => countTags(deployment.api),
 * };
 */
export interface OnlineMigration {
  /** As operators see it, and as `cellbridge_progress` names it; like a Python function of Nova's. */
  readonly name: string;
  /**
   * Moves records, `options.limit` at most.
   *
   * It is called again until it finds nothing, or does nothing. A cell that cannot be reached is named in
   * the result. What it throws, and a result that cannot be, ends the migration and is told in the run's
   * report; other migrations go on.
   */
  run(deployment: Deployment, options: MigrationOptions): Promise<MigrationResult>;
  /**
   * How many records are left to move. What it throws is told in the run's report, too.
   *
   * @throws CellUnavailableError if a cell cannot be asked.
   */
  remaining(deployment: Deployment, cells?: readonly string[]): Promise<number>;
}
