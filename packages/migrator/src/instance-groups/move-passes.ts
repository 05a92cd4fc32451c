import { setImmediate } from 'node:timers/promises';
import { DatabaseTimeoutError, listProgress } from '@cellbridge/db-api';
import { findHighestGroupId } from '@cellbridge/db-cell';
import {
  CellbridgeError,
  CellUnavailableError,
  INSTANCE_GROUPS_MIGRATION,
} from '@cellbridge/objects';
import pLimit from 'p-limit';
import pRetry from 'p-retry';
import { MOST_CONCURRENT_BATCHES } from '../steering/steer-moves.js';
import { usualPause } from '../usual-pause.js';
import { BatchPlanner, type PlannedBatch } from './batch-planner.js';
import type { CellRun } from './cell-run.js';
import { findLiveBeside } from './live-groups.js';
import { findLockWaits, type LockTimes } from './lock-waits.js';
import { moveBatch } from './move-batch.js';

/** How many batches in a row may fail before further ones are not tried. */
const MAX_FAILURES_IN_A_ROW = 3;

/** How long a run rests after a batch for which somebody has waited too long, in milliseconds, at most. */
const LONGEST_REST_MS = 1_000;

/** How often a batch of the second pass is tried again, and milliseconds before the first time. */
const BATCH_RETRIES = 3;
const BATCH_RETRY_MS = 100;

/**
 * Goes through the groups of a cell in the order of their ids.
 *
 * The first pass starts at the cursor of the last run, works on several batches at once and skips
 * rows that others hold. If it leaves live groups behind, a second one starts at the beginning, one
 * batch after the other, and waits for such rows.
 *
 * @returns the id up to which the last pass has come.
 */
export async function movePasses(run: CellRun): Promise<number> {
  const { cell, deployment } = run;
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const saved = progress.find(({ cellUuid }) => cellUuid === cell.uuid)?.cursor ?? 0;
  const upToId = await cell.snapshot(findHighestGroupId);
  // A cursor beyond the last group is that of another database, of an older backup say.
  const planner = new BatchPlanner(run, { afterId: saved > upToId ? 0 : saved, upToId });
  run.lockWaits = await findLockWaits(cell);
  run.seesEverybody = await hasConcurrentWriters(run);
  const { api } = deployment;
  if (!api.dialect.concurrentWriters) {
    run.apiLockWaits = api.dialect.createLockWaits({ elsewhere: true });
    // What was told before the first batch does not count.
    await run.apiLockWaits?.(api);
  }
  await firstPass(run, planner);
  // Groups that an earlier call set aside are tried once more; those that this call tried in vain are not.
  if (!run.isOver && (await findLiveBeside(cell, run.triedInVain)) === 'others') {
    planner.goBackTo(0);
    await secondPass(run, planner);
  }
  return planner.cursor;
}

async function firstPass(run: CellRun, planner: BatchPlanner): Promise<void> {
  const isServer = await hasConcurrentWriters(run);
  await run.steering.look();
  const batchesAtOnce = () => (isServer ? run.steering.concurrency : 1);
  const atOnce = pLimit(batchesAtOnce());
  let failure: unknown;
  let failuresInARow = 0;
  /** @returns whether there may be another one. */
  const next = async (): Promise<boolean> => {
    if (failure !== undefined) return false;
    try {
      const hadOne = await moveNext(run, planner, { skipLocked: true });
      failuresInARow = 0;
      return hadOne;
    } catch (error) {
      // What a batch could not move now is met again by the second pass.
      failuresInARow += 1;
      if (!isPassing(error) || failuresInARow >= MAX_FAILURES_IN_A_ROW) failure = error;
      return failure === undefined;
    } finally {
      // Before the next one starts: operators may have changed it.
      atOnce.concurrency = batchesAtOnce();
    }
  };
  const lane = async () => {
    while (await atOnce(next));
  };
  const lanes = isServer ? MOST_CONCURRENT_BATCHES : 1;
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure !== undefined) throw failure;
}

async function secondPass(run: CellRun, planner: BatchPlanner): Promise<void> {
  for (;;) {
    const afterId = planner.cursor;
    const attempt = () => {
      planner.goBackTo(afterId);
      return moveNext(run, planner, { skipLocked: false });
    };
    const moved = await pRetry(attempt, {
      retries: BATCH_RETRIES,
      minTimeout: BATCH_RETRY_MS,
      shouldRetry: ({ error }) => isPassing(error),
    });
    if (!moved) return;
  }
}

/** Whether the same batch may go through when it is tried again. */
function isPassing(error: unknown): boolean {
  if (!CellbridgeError.isInstance(error)) return false;
  return error.isRetryable && !CellUnavailableError.isInstance(error);
}

/**
 * Moves the next batch; one that takes too long for the server is planned again, half as large.
 *
 * @returns whether there was one.
 */
async function moveNext(
  run: CellRun,
  planner: BatchPlanner,
  { skipLocked }: { skipLocked: boolean },
): Promise<boolean> {
  const planned = await planner.next();
  if (!planned) return false;
  const { afterId, upToId, groups } = planned;
  const started = performance.now();
  try {
    const steps = moveBatch(run, { afterId, upToId, limit: groups, skipLocked });
    const locks = await run.carryOut(steps, groups);
    adapt(run, planned, { ...locks, took: performance.now() - started });
  } catch (error) {
    const isTooSlow = DatabaseTimeoutError.isInstance(error);
    if (!isTooSlow || !run.batchSize.halve(planned)) throw error;
    planner.goBackTo(afterId);
  }
  await giveWay(run);
  return true;
}

/**
 * Has the next batches do to others what these may bear: smaller ones, with rests between, where somebody waited too
 * long, and larger ones where nobody does.
 */
function adapt(
  { backoff, batchSize, steering, seesEverybody }: CellRun,
  batch: PlannedBatch,
  { took, held, waited }: LockTimes & { readonly took: number },
): void {
  const now = performance.now();
  const { maxWait, wishedMaxWait } = backoff;
  if (waited !== undefined && waited > maxWait) {
    backoff.increase(now);
    batchSize.shrink(batch, waited / maxWait);
  } else {
    // Somebody who is not seen may wait for as long as a batch takes.
    const isWatched = waited !== undefined && seesEverybody;
    const target = isWatched ? undefined : wishedMaxWait;
    batchSize.learn(batch, took, { growth: backoff.takeGrowth(now), target, isWatched });
  }
  steering.rest(Math.min(held * backoff.strength(now), LONGEST_REST_MS));
}

/** An embedded database never leaves the process; signals and other callers get their turn here. */
async function giveWay(run: CellRun): Promise<void> {
  run.steering.rest(run.pause ?? (await usualPause(run.cell)));
  await setImmediate();
}

async function hasConcurrentWriters({ cell }: CellRun): Promise<boolean> {
  return await cell.withDatabase(async ({ dialect }) => dialect.concurrentWriters);
}
