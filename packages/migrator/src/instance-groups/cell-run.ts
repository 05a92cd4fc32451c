import type { Cell, Deployment } from '@cellbridge/objects';
import pLimit from 'p-limit';
import type { Batch, MigrationOptions } from '../online-migration.js';
import { BatchSize } from './batch-size.js';

/** For longer than another process lets pass before it tries again to get the lock of a file. */
const PAUSE = 12;

/** The work of one run on one cell: what it may do yet, and what it has met so far. */
export class CellRun {
  readonly deployment: Deployment;
  readonly cell: Cell;
  readonly runId: string;
  readonly signal: AbortSignal | undefined;
  readonly batchSize: BatchSize;
  /** Uuids of groups that the API database has lost: no other group of one may move. */
  readonly lostUuids: ReadonlySet<string>;
  /** Milliseconds between two batches that take the lock of a whole file. */
  readonly pause: number;
  /** Rows that are in quarantine. */
  readonly quarantined = new Set<number>();
  /** Rows that were tried one by one in this run and stay in quarantine. */
  readonly stuck = new Set<number>();
  /** Rows that are being tried one by one now; two batches at once may meet the same. */
  readonly trying = new Set<number>();
  /** Plans one batch after the other, so that no two hold the same groups. */
  readonly planning = pLimit(1);
  /** The highest row that was planned to be moved so far. */
  cursor = 0;
  /** How many rows a group of the last batch had; `undefined` before the first. */
  rowsPerGroup: number | undefined;
  found = 0;
  done = 0;
  #left: number;
  readonly #onBatch: ((batch: Batch) => void) | undefined;

  constructor(
    deployment: Deployment,
    cell: Cell,
    options: Omit<MigrationOptions, 'cells'> & { readonly lostUuids: ReadonlySet<string> },
  ) {
    this.deployment = deployment;
    this.cell = cell;
    this.runId = options.runId;
    this.signal = options.signal;
    this.lostUuids = options.lostUuids;
    this.batchSize = new BatchSize(options.batchSize);
    this.pause = options.pause ?? PAUSE;
    this.#left = options.limit;
    this.#onBatch = options.onBatch;
  }

  /** Whether the limit is reached or the run was aborted. */
  get isOver(): boolean {
    return this.#left <= 0 || (this.signal?.aborted ?? false);
  }

  /** Sets aside up to `wanted` of the groups that may be moved yet. */
  reserve(wanted: number): number {
    const reserved = Math.min(wanted, this.#left);
    this.#left -= reserved;
    return reserved;
  }

  /** Gives back what was set aside and is not needed. */
  giveBack(unused: number): void {
    this.#left += unused;
  }

  /** Counts a batch and gives back what it did not use of its reservation. */
  settle(reserved: number, { found, done }: { found: number; done: number }): void {
    this.#left += reserved - done;
    this.found += found;
    this.done += done;
    if (found === 0) return;
    const { uuid: cellUuid, name: cellName } = this.cell;
    this.#onBatch?.({ cellUuid, cellName, found, done });
  }
}
