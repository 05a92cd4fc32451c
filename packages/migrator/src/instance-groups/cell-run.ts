import type { LockWaits } from '@cellbridge/db-cell';
import { type Cell, type Deployment, now } from '@cellbridge/objects';
import type { Span } from '@opentelemetry/api';
import type { EventCell, MigrationEvent, Without } from '../events/migration-event.js';
import type { Batch, MigrationOptions } from '../online-migration.js';
import { type ProgressKey, progressKey } from '../progress-key.js';
import { cellAttributes } from '../telemetry/cell-attributes.js';
import { withSpan } from '../telemetry/with-span.js';
import { Backoff } from './backoff.js';
import { BatchSize } from './batch-size.js';
import { type LockTimes, longerOf, NO_LOCKS } from './lock-waits.js';
import type { MoveResult } from './move-result.js';
import { RecentRate } from './recent-rate.js';
import { Steering } from './steering.js';

/** How many more groups a call may move, of all its cells together. */
export interface Budget {
  left: number;
}

interface CellRunOptions extends Omit<MigrationOptions, 'cells' | 'limit'> {
  readonly lostUuids: ReadonlySet<string>;
  readonly budget: Budget;
  readonly onHold?: (isHeld: boolean) => Promise<void>;
}

/**
 * The work of one call of `OnlineMigration.run` on one cell: what it may still do, and what it has done so far. A
 * run may make several calls with one `runId`. It goes on after the API database was lost and is back.
 */
export class CellRun {
  readonly deployment: Deployment;
  readonly cell: Cell;
  readonly runId: string;
  readonly signal: AbortSignal | undefined;
  readonly progressKey: ProgressKey;
  readonly backoff = new Backoff();
  /** What tells who waits for a batch; `undefined` where nothing does. */
  lockWaits: LockWaits | undefined;
  /**
   * The same for other processes and the API database, if its lock is that of a whole file: then each write waits for it, also
   * those of the other cells of this run.
   */
  apiLockWaits: LockWaits | undefined;
  /** Whether these see every program that waits; a file tells of those that tell it. */
  seesEverybody = true;
  readonly batchSize: BatchSize;
  readonly steering: Steering;
  /** Uuids of groups that the API database has lost: no other group of one may move. */
  readonly lostUuids: ReadonlySet<string>;
  /** Milliseconds between two batches; `undefined`: as the database needs it. */
  readonly pause: number | undefined;
  /** Ids of rows that are in quarantine. */
  readonly quarantined = new Set<number>();
  /** Ids of rows that were tried one by one in this call and stay in quarantine. */
  readonly triedInVain = new Set<number>();
  /** Ids of rows that are being tried one by one now; two batches at once may meet the same. */
  readonly trying = new Set<number>();
  /** Groups that were to be moved, and that were moved, so far. */
  found = 0;
  done = 0;
  /** Called when an operator's pause begins to hold the run up, and when it ends: then it waits until the run may go on. */
  readonly onHold: (isHeld: boolean) => Promise<void>;
  /** How fast it moves groups; its times are those of `performance.now`. */
  readonly recentRate = new RecentRate(performance.now());
  /** The last batch that moved something, and when. */
  lastBatch: { readonly groups: number; readonly at: string } | undefined;
  readonly #budget: Budget;
  readonly #onBatch: ((batch: Batch) => void) | undefined;
  readonly #onEvent: ((event: MigrationEvent) => void) | undefined;

  constructor(deployment: Deployment, cell: Cell, options: CellRunOptions) {
    this.deployment = deployment;
    this.cell = cell;
    this.runId = options.runId;
    this.signal = options.signal;
    this.progressKey = progressKey(cell);
    this.lostUuids = options.lostUuids;
    this.batchSize = new BatchSize(options.batchSize);
    this.steering = new Steering(this, options);
    this.pause = options.pause;
    this.#budget = options.budget;
    this.onHold = options.onHold ?? (async () => {});
    this.#onBatch = options.onBatch;
    this.#onEvent = options.onEvent;
  }

  /** How many more groups may be moved and are not reserved. */
  get left(): number {
    return this.#budget.left;
  }

  /** Whether the limit is reached or the run was aborted. */
  get isOver(): boolean {
    return this.left <= 0 || (this.signal?.aborted ?? false);
  }

  /** Tells what happens in the cell, beside its batches. */
  tell(event: Without<MigrationEvent, keyof EventCell>): void {
    this.#onEvent?.({ ...this.#eventCell, ...event });
  }

  get #eventCell(): EventCell {
    return { cellUuid: this.cell.uuid, cellName: this.cell.name };
  }

  /** Reserves groups for a batch, `left` at most. */
  reserve(groups: number): void {
    this.#budget.left -= groups;
  }

  /**
   * Carries out the steps of a batch and adds up what they do, also where one fails; then tells `onBatch`.
   *
   * @param groups how many groups are reserved for the batch; those that it did not move are given back.
   * @returns how long one of the steps has held its locks, at most, and how long somebody has waited for them.
   */
  async carryOut(steps: AsyncIterable<MoveResult>, groups: number): Promise<LockTimes> {
    return await withSpan('cellbridge.batch', cellAttributes(this.cell), (span) =>
      this.#carryOut(steps, groups, span),
    );
  }

  async #carryOut(
    steps: AsyncIterable<MoveResult>,
    groups: number,
    span: Span,
  ): Promise<LockTimes> {
    const started = performance.now();
    let found = 0;
    let done = 0;
    let times: LockTimes = NO_LOCKS;
    try {
      for await (const step of steps) {
        found += step.found;
        done += step.done;
        times = longerOf(times, step.lockTimes ?? NO_LOCKS);
        this.recentRate.add(step.done, performance.now());
        for (const id of step.movedIds) this.quarantined.delete(id);
        for (const id of step.quarantinedIds) {
          this.quarantined.add(id);
          this.triedInVain.add(id);
        }
      }
      return times;
    } finally {
      this.found += found;
      this.done += done;
      if (done > 0) this.lastBatch = { groups: done, at: now() };
      this.#budget.left += groups - done;
      const seconds = Number(((performance.now() - started) / 1_000).toFixed(3));
      span.setAttributes({ found, done });
      if (found > 0) this.#onBatch?.({ ...this.#eventCell, found, done, seconds });
    }
  }
}
