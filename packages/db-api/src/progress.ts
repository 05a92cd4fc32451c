import type { Reader, Transaction } from '@cellbridge/database';
import { apiTables } from '@cellbridge/schema';
import { asc, eq, sql } from 'drizzle-orm';

/**
 * How a migration stands in a cell.
 *
 * - `running`: batches are being moved, or the process that moved them died.
 * - `stopped`: a run ended before the cell's end (its limit was reached, or it was interrupted).
 * - `complete`: the cell was read to its end and holds nothing more; reads need not ask it.
 * - `quarantined`: the same, except for what could not be moved.
 * - `unavailable`: the cell could not be reached. · `failed`: the last run ended with an error.
 */
export type ProgressState =
  | 'running'
  | 'stopped'
  | 'complete'
  | 'quarantined'
  | 'unavailable'
  | 'failed';

/** One row of `cellbridge_progress`. Time stamps are `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export interface Progress {
  /** The name of the migration. */
  readonly migration: string;
  readonly cellUuid: string;
  /** Where the next run goes on: the highest id that was dealt with. */
  readonly cursor: number;
  /** Records seen, over all runs, each counted once. */
  readonly found: number;
  /** Records moved, over all runs, each counted once. */
  readonly done: number;
  /** Records moved since `startedAt`. */
  readonly runDone: number;
  readonly state: ProgressState;
  /** When the last run began. */
  readonly startedAt: string | null;
  /** When it last moved a batch or changed its state. */
  readonly updatedAt: string | null;
  /** When the last run ended; `null` while it is `running`. */
  readonly finishedAt: string | null;
  /** What the last run failed with. */
  readonly lastError: string | null;
}

/** Lists how a migration stands in each cell that it has seen, sorted by cell. */
export async function listProgress(reader: Reader, migration: string): Promise<Progress[]> {
  const { progress } = apiTables(reader.dialect.name);
  const rows = await reader
    .select()
    .from(progress)
    .where(eq(progress.migration, migration))
    .orderBy(asc(progress.cellUuid));
  return rows as Progress[];
}

/**
 * Counts a batch: adds to `found` and `done` and moves the cursor on, never back.
 * Makes the row if it is not there.
 */
export async function advanceProgress(
  transaction: Transaction,
  key: { migration: string; cellUuid: string },
  batch: { cursor: number; found: number; done: number },
  now: string,
): Promise<void> {
  const { progress } = apiTables(transaction.dialect.name);
  await transaction
    .insert(progress)
    .values({
      ...key,
      ...batch,
      runDone: batch.done,
      state: 'running',
      startedAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: [progress.migration, progress.cellUuid],
      set: {
        cursor: sql`case when excluded.cursor > ${progress.cursor} then excluded.cursor else ${progress.cursor} end`,
        found: sql`${progress.found} + excluded.found`,
        done: sql`${progress.done} + excluded.done`,
        runDone: sql`${progress.runDone} + excluded.done`,
        updatedAt: now,
      },
    });
}

/** Says how a migration stands in a cell now. Makes the row if it is not there. */
export async function setProgressState(
  transaction: Transaction,
  key: { migration: string; cellUuid: string },
  change: { state: ProgressState; lastError?: string | null; cursor?: number },
  now: string,
): Promise<void> {
  const { progress } = apiTables(transaction.dialect.name);
  const finishedAt = change.state === 'running' ? null : now;
  const start = change.state === 'running' ? { startedAt: now, runDone: 0 } : {};
  const set = { lastError: null, ...change, ...start, updatedAt: now, finishedAt };
  await transaction
    .insert(progress)
    .values({ ...key, startedAt: now, ...set })
    .onConflictDoUpdate({ target: [progress.migration, progress.cellUuid], set });
}
