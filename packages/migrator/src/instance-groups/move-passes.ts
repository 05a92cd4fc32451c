import { setImmediate, setTimeout } from 'node:timers/promises';
import { listProgress } from '@cellbridge/db-api';
import { countLiveGroups, findHighestGroupId } from '@cellbridge/db-cell';
import {
  CellbridgeError,
  CellUnavailableError,
  INSTANCE_GROUPS_MIGRATION,
} from '@cellbridge/objects';
import pRetry from 'p-retry';
import type { CellRun } from './cell-run.js';
import { moveBatch } from './move-batch.js';
import { type PlannedBatch, planBatch } from './plan-batch.js';
import { Tally } from './tally.js';

/**
 * How many batches of a cell are under way at once, where its database lets two write at once: while
 * one is inserted, the next one is read.
 */
const LANES = 2;

/** How many batches in a row may fail before it is no use to try further ones. */
const MOST_FAILURES = 3;

/**
 * Goes through the groups of a cell in the order of their ids.
 *
 * The first pass starts at the cursor of the last run, works on several batches at once and skips
 * rows that others hold. If it leaves live groups behind, a second one starts at the beginning, one
 * batch after the other, and waits for such rows.
 */
export async function movePasses(run: CellRun): Promise<void> {
  const { cell, deployment } = run;
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const saved = progress.find(({ cellUuid }) => cellUuid === cell.uuid)?.cursor ?? 0;
  const upToId = await cell.snapshot(findHighestGroupId);
  run.cursor = saved > upToId ? 0 : saved;
  await firstPass(run, upToId);
  if (!run.isOver && (await cell.snapshot(countLiveGroups)) > run.stuck.size) {
    run.cursor = 0;
    await secondPass(run, upToId);
  }
}

async function firstPass(run: CellRun, upToId: number): Promise<void> {
  let failure: unknown;
  let failuresInARow = 0;
  const lane = async () => {
    while (failure === undefined) {
      try {
        if (!(await step(run, upToId, true))) return;
        failuresInARow = 0;
      } catch (error) {
        // What a batch could not move now is met again by the second pass.
        failuresInARow += 1;
        if (!isPassing(error) || failuresInARow >= MOST_FAILURES) failure = error;
      }
    }
  };
  const dialect = await run.cell.withDatabase(async ({ dialect }) => dialect);
  await Promise.all(Array.from({ length: dialect.concurrentWriters ? LANES : 1 }, lane));
  if (failure !== undefined) throw failure;
}

async function secondPass(run: CellRun, upToId: number): Promise<void> {
  for (;;) {
    const afterId = run.cursor;
    const attempt = () => {
      run.cursor = afterId;
      return step(run, upToId, false);
    };
    const moved = await pRetry(attempt, {
      retries: 3,
      minTimeout: 100,
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

/** Moves one batch behind the cursor. @returns whether there was one. */
async function step(run: CellRun, upToId: number, skipLocked: boolean): Promise<boolean> {
  const planned = await run.planning(() => planBatch(run, upToId));
  if (!planned) return false;
  await moveRange(run, planned, skipLocked);
  const dialect = await run.cell.withDatabase(async ({ dialect }) => dialect);
  // An embedded database never leaves the process; signals and other callers get their turn here.
  if (dialect.concurrentWriters || run.pause === 0) await setImmediate();
  else await setTimeout(run.pause);
  return true;
}

/** Moves the groups of a planned batch; one that takes too long for the server goes in two halves. */
async function moveRange(
  run: CellRun,
  { afterId, upToId, groups, rows }: PlannedBatch,
  skipLocked: boolean,
): Promise<void> {
  const started = performance.now();
  const tally = new Tally();
  try {
    await moveBatch(run, { afterId, upToId, limit: groups, skipLocked }, tally);
    run.batchSize.learn({ groups, rows }, performance.now() - started);
  } catch (error) {
    const isTooSlow = CellbridgeError.isInstance(error) && error.code === 'TIMEOUT';
    if (!isTooSlow || !run.batchSize.halve({ groups, rows })) throw error;
    run.cursor = Math.min(run.cursor, afterId);
  } finally {
    run.settle(groups, tally);
  }
}
