import { quote } from '@cellbridge/db-api';
import { InvalidInputError, refuseUnless } from '@cellbridge/objects';
import type { MeterProvider } from '@opentelemetry/api';
import {
  checkAmount,
  checkCells,
  checkCount,
  checkFunction,
  checkOptions,
  checkPause,
  checkSignal,
} from './check-options.js';
import type { ProgressEvent } from './events/progress-event.js';
import type { OnlineMigration, Throttle } from './online-migration.js';

/** Replicas that a run must not leave behind. */
export interface ReplicaLimit {
  /**
   * The URL of each, one at least: a standby of PostgreSQL, or a replica of MySQL or MariaDB, of whichever databases the
   * run writes. Nothing is read there but how far it is behind.
   */
  readonly urls: readonly string[];
  /** The run holds back while one is further behind than so many seconds. Default 10. */
  readonly maxLagSeconds?: number | undefined;
}

/** How much a run does, and who is notified of it. */
export interface RunOptions {
  /** How many records to move at most, over all migrations. Default: all there are. */
  readonly maxCount?: number | undefined;
  /** How many records a transaction may hold. Default: each migration's own choice. */
  readonly batchSize?: number | undefined;
  /**
   * Milliseconds between two batches of a cell. Default: each migration's own choice; for instance groups 12 where a
   * database lets one transaction write at a time, so that other processes get their turn, else 0.
   */
  readonly pause?: number | undefined;
  /** How many records a cell may move in a second. Default: as many as go. An operator's wish overrides it. */
  readonly rate?: number | undefined;
  /**
   * Milliseconds that a service may wait for a batch: smaller batches follow one that takes longer, with rests between.
   * Default: each migration's own choice; for instance groups 20 where the database tells who waits. An operator's wish
   * overrides it.
   */
  readonly maxWriterWait?: number | undefined;
  /** Holds the work in a cell back while its database says so. Default: nothing does. */
  readonly throttle?: Throttle | undefined;
  /**
   * Holds the whole run back while a replica is too far behind, does not replicate, or does not answer. Each has to
   * answer when the run begins. Default: none is asked.
   */
  readonly replicas?: ReplicaLimit | undefined;
  /** The uuids or names of the cells to work on, one at least. Default: all. */
  readonly cells?: readonly string[] | undefined;
  /**
   * Milliseconds that a run waits for an API database that it has lost: one that restarts, say. Default 0:
   * the run ends at once, and a later one goes on.
   */
  readonly patience?: number | undefined;
  /** Ends the run after the batch that is running. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with each event: when a migration starts and ends, after each batch, when the run is held back, when a group goes
   * into quarantine, and so on. It holds nobody up: what it throws or rejects with is a warning of Node.js's with the code
   * `CELLBRIDGE_LISTENER`.
   */
  readonly onProgress?: ((event: ProgressEvent) => unknown) | undefined;
  /** Where the run's metrics go. Default: the global provider of OpenTelemetry, if the program has set one up. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** @throws InvalidInputError if it is no list of migrations. */
export function checkMigrations(migrations: readonly OnlineMigration[]): void {
  if (!Array.isArray(migrations)) {
    throw new InvalidInputError(`The migrations are ${quote(migrations)}; give a list of them.`);
  }
  for (const [index, migration] of migrations.entries()) {
    const { name, run, remaining } = Object(migration);
    const isMigration = [typeof run, typeof remaining].every((type) => type === 'function');
    if (isMigration && typeof name === 'string') continue;
    throw new InvalidInputError(
      `The migration migrations[${index}] is ${quote(migration)}; give { name, run, remaining }.`,
    );
  }
}

/** @throws InvalidInputError if an option makes no sense. */
export function checkRunOptions(options: RunOptions): void {
  checkOptions(options);
  const { cells, maxCount, batchSize, rate, maxWriterWait, throttle, pause, patience } = options;
  const { replicas, signal, onProgress } = options;
  checkCells(cells);
  checkCount(maxCount, 'max count');
  checkCount(batchSize, 'batch size');
  checkCount(rate, 'rate');
  checkCount(maxWriterWait, 'max writer wait');
  checkThrottle(throttle);
  checkReplicas(replicas);
  checkPause(pause);
  checkAmount('patience', patience);
  checkSignal(signal);
  checkFunction('onProgress', onProgress);
}

function checkThrottle(throttle: Throttle | undefined): void {
  if (throttle === undefined) return;
  const { query, above } = Object(throttle) as Partial<Throttle>;
  const isQuery = typeof query === 'string' && query.trim() !== '';
  refuseUnless(isQuery, 'throttle.query', query, 'a statement that reads a number');
  refuseUnless(Number.isFinite(above), 'throttle.above', above, 'a number');
}

function checkReplicas(replicas: ReplicaLimit | undefined): void {
  if (replicas === undefined) return;
  const { urls, maxLagSeconds } = Object(replicas) as Partial<ReplicaLimit>;
  // The value is not shown: it may hold passwords.
  if (!Array.isArray(urls) || urls.length === 0) {
    throw new InvalidInputError('replicas.urls must be a list with at least one URL.');
  }
  checkAmount('replicas.maxLagSeconds', maxLagSeconds);
}
