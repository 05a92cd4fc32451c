import type { CellUnavailableError, Deployment } from '@cellbridge/objects';
import type { EventCell, MigrationEvent } from './events/migration-event.js';

/** A query of an operator's own that holds a run back. */
export interface Throttle {
  /** One statement that reads, in the SQL of the cell: the number in the first column of its first row counts. */
  readonly query: string;
  /** The run holds back while the number is above this. */
  readonly above: number;
}

/**
 * Returns why a run is to hold back now, to follow "Throttled: "; `undefined` if it is not. It may be asked before every
 * batch: an answer holds for a second.
 */
export type AskToHoldBack = () => Promise<string | undefined>;

/** What one call of a migration is asked to do. */
export interface MigrationOptions {
  /** How many records to move at most; `Infinity` where there is no limit. */
  readonly limit: number;
  /** How many records a transaction may hold; default: the migration's own choice. */
  readonly batchSize?: number | undefined;
  /** Milliseconds between two batches; default: the migration's own choice. */
  readonly pause?: number | undefined;
  /** How many records to move in a second at most; default: as many as go. An operator's wish overrides it. */
  readonly rate?: number | undefined;
  /**
   * Milliseconds that a service may wait for a batch: smaller batches follow one that takes longer, with rests between.
   * Default: the migration's own choice. An operator's wish overrides it.
   */
  readonly maxWriterWait?: number | undefined;
  /** Holds the work in a cell back while its database says so. Default: nothing does. */
  readonly throttle?: Throttle | undefined;
  /** Holds the work back while the replicas of the run are too far behind. Default: nothing does. */
  readonly askReplicas?: AskToHoldBack | undefined;
  /** The uuids of the cells to work on; default: all. */
  readonly cells?: readonly string[] | undefined;
  /** Ends the call after the batch that is running. */
  readonly signal?: AbortSignal | undefined;
  /** The run that this call belongs to: a uuid. */
  readonly runId: string;
  /**
   * Milliseconds to wait for an API database that is lost on the way, before the migration fails; default: 0.
   */
  readonly patience?: number | undefined;
  /** Called with what happens beside the batches: when the migration waits and goes on, for one. */
  readonly onEvent?: ((event: MigrationEvent) => void) | undefined;
  /** Called after each batch. */
  readonly onBatch?: ((batch: Batch) => void) | undefined;
}

/** What a batch, or a call, has met. */
export interface Counts {
  /** Records that were to be moved, including those that were set aside: without these, at most the limit. */
  readonly found: number;
  /** Records that were moved, of those that were found. */
  readonly done: number;
}

/** One batch, and the cell it came from; that is missing if the migration does not work by cells. */
export interface Batch extends Counts, Partial<EventCell> {
  /** How long it took. */
  readonly seconds?: number;
}

/** What a call of a migration did. */
export interface MigrationResult extends Counts {
  /**
   * Records that are set aside now, by this call or earlier ones, because they cannot be moved. Default:
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
 * `found > 0` with `done = 0` means that what is left cannot be moved. {@link instanceGroupsMigration} is one.
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
   * the result. What it throws, and an invalid result, ends the migration and is reported in the run's
   * report; other migrations go on.
   */
  run(deployment: Deployment, options: MigrationOptions): Promise<MigrationResult>;
  /**
   * How many records are left to move. What it throws is reported by the run, too.
   *
   * It gives a number, or fails: so nobody takes a part of the cells for all of them. The error itself names
   * the cells, so that a run need not ask each of them again to find out which are unavailable.
   *
   * @throws CellUnavailableError if a cell cannot be asked; where several cannot, its `others` name the rest.
   */
  remaining(deployment: Deployment, cells?: readonly string[]): Promise<number>;
}
