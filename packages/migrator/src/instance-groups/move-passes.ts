import { setImmediate } from 'node:timers/promises';
import { listProgress } from '@cellbridge/db-api';
import { countLiveGroups, findHighestGroupId } from '@cellbridge/db-cell';
import { CellbridgeError, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';
import pRetry from 'p-retry';
import type { CellRun } from './cell-run.js';
import { moveBatch } from './move-batch.js';

/**
 * How many batches of a cell are under way at once, where its database lets two write at once: while
 * one is inserted, the next one is read.
 */
const LANES = 2;

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
  const upToId = await cell.read(findHighestGroupId);
  run.cursor = saved > upToId ? 0 : saved;
  await firstPass(run, upToId);
  if (run.isOver) return;
  const live = await cell.read(countLiveGroups);
  if (live <= run.stuck.size) return;
  run.cursor = 0;
  await secondPass(run, upToId);
}

async function firstPass(run: CellRun, upToId: number): Promise<void> {
  let failed = false;
  const lane = async () => {
    for (;;) {
      if (failed) return;
      const moved = await step(run, upToId, true).catch((error: unknown) => {
        // What a batch could not move now is met again by the second pass.
        if (CellbridgeError.isInstance(error) && error.code !== 'CELL_UNAVAILABLE') {
          if (error.isRetryable) return true;
        }
        failed = true;
        throw error;
      });
      if (!moved) return;
    }
  };
  const { dialect } = await run.cell.database();
  const length = dialect.concurrentWriters ? LANES : 1;
  const lanes = await Promise.allSettled(Array.from({ length }, lane));
  for (const outcome of lanes) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

async function secondPass(run: CellRun, upToId: number): Promise<void> {
  for (;;) {
    const moved = await pRetry(() => step(run, upToId, false), {
      retries: 3,
      minTimeout: 100,
      shouldRetry: ({ error }) =>
        CellbridgeError.isInstance(error) && error.isRetryable && error.code !== 'CELL_UNAVAILABLE',
    });
    if (!moved) return;
  }
}

/** Moves one batch behind the cursor. @returns whether there was one. */
async function step(run: CellRun, upToId: number, skipLocked: boolean): Promise<boolean> {
  const limit = run.isOver ? 0 : run.reserve(run.batchSize.current);
  if (limit === 0) return false;
  const started = performance.now();
  let locked = 0;
  let counts = { found: 0, done: 0 };
  const afterId = run.cursor;
  try {
    const selection = { afterId, upToId, limit, skipLocked };
    counts = await moveBatch(run, selection, (ids) => {
      locked = ids.length;
      run.cursor = Math.max(run.cursor, ids.at(-1) ?? 0);
    });
  } catch (error) {
    if (!skipLocked) run.cursor = afterId;
    throw error;
  } finally {
    run.settle(limit, counts);
  }
  run.batchSize.learn(locked, performance.now() - started);
  // An embedded database never leaves the process; signals and other callers get their turn here.
  await setImmediate();
  return locked > 0;
}
