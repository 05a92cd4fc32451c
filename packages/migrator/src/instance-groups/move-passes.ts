import { setImmediate, setTimeout } from 'node:timers/promises';
import { listProgress } from '@cellbridge/db-api';
import { countLiveGroups, findHighestGroupId } from '@cellbridge/db-cell';
import { CellbridgeError, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';
import pRetry from 'p-retry';
import type { CellRun } from './cell-run.js';
import { moveBatch } from './move-batch.js';
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
 *
 * @returns the id up to which it has looked.
 */
export async function movePasses(run: CellRun): Promise<number> {
  const { cell, deployment } = run;
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const saved = progress.find(({ cellUuid }) => cellUuid === cell.uuid)?.cursor ?? 0;
  const upToId = await cell.read(findHighestGroupId);
  run.cursor = saved > upToId ? 0 : saved;
  await firstPass(run, upToId);
  if (!run.isOver && (await cell.read(countLiveGroups)) > run.stuck.size) {
    run.cursor = 0;
    await secondPass(run, upToId);
  }
  return upToId;
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
  const { dialect } = await run.cell.database();
  await Promise.all(Array.from({ length: dialect.concurrentWriters ? LANES : 1 }, lane));
  if (failure !== undefined) throw failure;
}

async function secondPass(run: CellRun, upToId: number): Promise<void> {
  for (;;) {
    const moved = await pRetry(() => step(run, upToId, false), {
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
  return error.isRetryable && error.code !== 'CELL_UNAVAILABLE';
}

/** Moves one batch behind the cursor. @returns whether there was one. */
async function step(run: CellRun, upToId: number, skipLocked: boolean): Promise<boolean> {
  const limit = run.isOver ? 0 : run.reserve(run.batchSize.current);
  if (limit === 0) return false;
  const started = performance.now();
  let locked = 0;
  const tally = new Tally();
  const afterId = run.cursor;
  try {
    const selection = { afterId, upToId, limit, skipLocked };
    await moveBatch(run, selection, tally, (ids) => {
      locked = ids.length;
      run.cursor = Math.max(run.cursor, ids.at(-1) ?? 0);
    });
  } catch (error) {
    if (!skipLocked) run.cursor = afterId;
    throw error;
  } finally {
    run.settle(limit, tally);
  }
  run.batchSize.learn(locked, performance.now() - started);
  const { dialect } = await run.cell.database();
  // An embedded database never leaves the process; signals and other callers get their turn here.
  if (dialect.concurrentWriters || run.pause === 0) await setImmediate();
  else await setTimeout(run.pause);
  return locked > 0;
}
