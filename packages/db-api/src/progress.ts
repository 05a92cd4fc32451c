import { secondsBetween } from '@cellbridge/schema';
import { and, asc, type Column, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/**
 * The state of a migration in a cell.
 *
 * - `running`: batches are being moved, or the process that moved them died; its heartbeat tells which.
 * - `stopped`: a run ended before the end of the cell (it reached its limit, or was interrupted).
 * - `complete`: the cell was read to its end and holds nothing more; reads need not ask it.
 * - `quarantined`: the same, except for groups that could not be moved.
 * - `unavailable`: the cell could not be reached. · `failed`: the last run ended with an error.
 * - `reversing`: groups go back to the cell, or the process that took them there died; its heartbeat tells which.
 */
export type ProgressState =
  | 'running'
  | 'stopped'
  | 'complete'
  | 'quarantined'
  | 'unavailable'
  | 'failed'
  | 'reversing';

/** One row of `cellbridge_progress`. Timestamps are `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export interface Progress {
  /** The name of the migration. */
  readonly migration: string;
  readonly cellUuid: string;
  /** Where the next run continues: the highest id that was handled. */
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
  /** When the last run or reversal ended; `null` while one is under way. */
  readonly finishedAt: string | null;
  /** The error of the last run. */
  readonly lastError: string | null;
  /**
   * When the run last gave a sign of life, by the clock of the API database. `null` unless one is under
   * way, and for a run of a release without heartbeats.
   */
  readonly heartbeatAt: string | null;
  /**
   * Seconds since then, by the same clock. For a run without heartbeats: since it last moved a batch. `null`
   * unless one is under way.
   */
  readonly silentSeconds: number | null;
}

/** Lists the state of a migration in each cell that it has seen, sorted by cell. */
export async function listProgress(reader: ApiReader, migration: string): Promise<Progress[]> {
  const { progress } = reader.tables;
  const rows = await selectProgress(reader)
    .where(eq(progress.migration, migration))
    .orderBy(asc(progress.cellUuid));
  return rows.map(toProgress);
}

/** Locks the state of a migration in a cell until the transaction ends; `undefined` if it has not seen the cell. */
export async function lockProgress(
  transaction: ApiTransaction,
  { migration, cellUuid }: { migration: string; cellUuid: string },
): Promise<Progress | undefined> {
  const { progress } = transaction.tables;
  const isOfCell = and(eq(progress.migration, migration), eq(progress.cellUuid, cellUuid));
  const [row] = await transaction.dialect.lock(selectProgress(transaction).where(isOfCell));
  return row && toProgress(row);
}

function selectProgress({ dialect, select, tables: { progress } }: ApiReader) {
  return select({ ...getTableColumns(progress), clock: sql<string>`${dialect.clock}` }).from(
    progress,
  );
}

function toProgress({ clock, ...row }: ProgressRow): Progress {
  const state = row.state as ProgressState;
  const isUnderWay = UNDER_WAY.includes(state);
  const heartbeatAt = isUnderWay ? row.heartbeatAt : null;
  const silentSeconds = isUnderWay ? secondsBetween(heartbeatAt ?? row.updatedAt, clock) : null;
  return { ...row, state, heartbeatAt, silentSeconds };
}

/** The states of a process that gives signs of life. */
const UNDER_WAY: readonly ProgressState[] = ['running', 'reversing'];

/** A row as stored, and the time by the clock of the database. */
type ProgressRow = Awaited<ReturnType<typeof selectProgress>>[number];

/**
 * Counts a batch: adds to `found` and `done`, and moves the cursor forward, never back. Creates the row if
 * needed.
 */
export async function advanceProgress(
  transaction: ApiTransaction,
  key: { migration: string; cellUuid: string },
  batch: { cursor: number; found: number; done: number },
  now: string,
): Promise<void> {
  const { dialect } = transaction;
  const { progress } = transaction.tables;
  const { cursor, found, done, runDone } = progress;
  const alive = { updatedAt: now, heartbeatAt: dialect.clock };
  const row = { ...key, ...batch, ...alive, runDone: batch.done, state: 'running', startedAt: now };
  await transaction.upsert(progress, row, keysOf(progress), (proposed) => ({
    ...alive,
    cursor: sql`case when ${proposed(cursor)} > ${cursor} then ${proposed(cursor)} else ${cursor} end`,
    found: sql`${found} + ${proposed(found)}`,
    done: sql`${done} + ${proposed(done)}`,
    runDone: sql`${runDone} + ${proposed(done)}`,
  }));
}

/** Counts groups that have gone back to their cell: as if they had not moved. */
export async function recordReversed(
  transaction: ApiTransaction,
  { migration, cellUuid }: { migration: string; cellUuid: string },
  groups: number,
  now: string,
): Promise<void> {
  const { progress } = transaction.tables;
  const less = (count: Column) =>
    sql`case when ${count} > ${groups} then ${count} - ${groups} else 0 end`;
  await transaction
    .update(progress)
    .set({
      found: less(progress.found),
      done: less(progress.done),
      updatedAt: now,
      heartbeatAt: transaction.dialect.clock,
    })
    .where(and(eq(progress.migration, migration), eq(progress.cellUuid, cellUuid)));
}

/** Records that a run or reversal is alive, at work or waiting. Does nothing once it has ended. */
export async function recordHeartbeat(
  transaction: ApiTransaction,
  { migration, cellUuid }: { migration: string; cellUuid: string },
): Promise<void> {
  const { dialect } = transaction;
  const { progress } = transaction.tables;
  const isUnderWay = inArray(progress.state, UNDER_WAY);
  await transaction
    .update(progress)
    .set({ heartbeatAt: dialect.clock })
    .where(and(eq(progress.migration, migration), eq(progress.cellUuid, cellUuid), isUnderWay));
}

/** Sets the state of a migration in a cell. Creates the row if needed. */
export async function setProgressState(
  transaction: ApiTransaction,
  key: { migration: string; cellUuid: string },
  change: { state: ProgressState; lastError?: string | null; cursor?: number },
  now: string,
): Promise<void> {
  const { dialect } = transaction;
  const { progress } = transaction.tables;
  const isUnderWay = UNDER_WAY.includes(change.state);
  const finishedAt = isUnderWay ? null : now;
  const heartbeatAt = isUnderWay ? dialect.clock : null;
  const start = isUnderWay ? { startedAt: now, runDone: 0 } : {};
  const set = { lastError: null, ...change, ...start, updatedAt: now, finishedAt, heartbeatAt };
  const row = { ...key, startedAt: now, ...set };
  await transaction.upsert(progress, row, keysOf(progress), () => set);
}

function keysOf({ migration, cellUuid }: ApiTransaction['tables']['progress']) {
  return [migration, cellUuid];
}
