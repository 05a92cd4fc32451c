import { messageOf } from '@cellbridge/db-api';
import {
  CellbridgeError,
  CellUnavailableError,
  type Deployment,
  InvalidInputError,
} from '@cellbridge/objects';
import { checkCounts, checkRemaining, checkResult } from './check-result.js';
import { chosenCells } from './chosen-cells.js';
import { migrationDocument } from './documents/run-document.js';
import type { UntoldEvent, UntoldMigrationEvent } from './events/tell-events.js';
import { InvalidMigrationResultError } from './invalid-migration-result-error.js';
import type {
  AskToHoldBack,
  Batch,
  Counts,
  MigrationResult,
  OnlineMigration,
} from './online-migration.js';
import type { RunOptions } from './run-options.js';
import type { MigrationReport } from './run-report.js';

/** What a run asks of one of its migrations. */
interface MigrationRunOptions extends Omit<RunOptions, 'onProgress' | 'meterProvider'> {
  readonly runId: string;
  /** How many records it may move. */
  readonly limit: number;
  readonly askReplicas: AskToHoldBack | undefined;
  readonly tell: (event: UntoldEvent) => void;
}

/** What the calls of a migration came to, all together. */
interface Calls extends Counts {
  /** As the last call says; `undefined` where it says nothing. */
  readonly quarantined: number | undefined;
  /** Whether the last call found records, and moved none of them. */
  readonly movedNone: boolean;
  readonly unavailableCells: readonly CellUnavailableError[];
  readonly error?: unknown;
}

const NOTHING: Counts = { found: 0, done: 0 };

const NO_CALLS: Calls = {
  ...NOTHING,
  quarantined: undefined,
  movedNone: false,
  unavailableCells: [],
};

/** Runs one migration of a run, and tells its events. */
export async function runMigration(
  deployment: Deployment,
  migration: OnlineMigration,
  options: MigrationRunOptions,
): Promise<MigrationReport> {
  const { name } = migration;
  const tell = (event: UntoldMigrationEvent) => options.tell({ migration: name, ...event });
  const report = await countAndCall(deployment, migration, { ...options, tell });
  const { error } = report;
  if (error !== undefined) {
    const code = CellbridgeError.isInstance(error) ? error.code : null;
    tell({ type: 'error', message: messageOf(error), code });
  }
  const { name: _name, ...document } = migrationDocument(report);
  tell({ type: 'end', ...document });
  return report;
}

/** What is asked of a migration, and what tells its events. */
type CallOptions = Omit<MigrationRunOptions, 'tell'> & {
  readonly tell: (event: UntoldMigrationEvent) => void;
};

/** Counts what is left, calls the migration until it has done its part, and counts again. */
async function countAndCall(
  deployment: Deployment,
  migration: OnlineMigration,
  options: CallOptions,
): Promise<MigrationReport> {
  const { name } = migration;
  const { cells, signal, tell } = options;
  const before = await countRemaining(deployment, migration, cells);
  if (before.error !== undefined) return { ...NOT_BEGUN, name, error: before.error };
  const total = before.records;
  tell({ type: 'start', total });
  const calls = await callUntilDone(deployment, migration, { ...options, total });
  // What was done is reported even if what is left is unknown.
  const after = await countRemaining(deployment, migration, cells);
  const { found, done } = calls;
  const { records: remaining } = after;
  const error = calls.error ?? after.error;
  const unavailableCells = eachOnce([...calls.unavailableCells, ...after.unavailableCells]);
  // A migration is stuck if it moves nothing of what it finds, or finds nothing and as much is left as before.
  const isStuck = calls.movedNone || (found === 0 && remaining === total);
  const isWhole = error === undefined && unavailableCells.length === 0 && !signal?.aborted;
  const stuckRecords = isStuck && isWhole ? (remaining ?? found - done) : 0;
  // A migration that says nothing of what it cannot move has moved all of it, unless it is stuck.
  const quarantined = calls.quarantined ?? stuckRecords;
  const report = { name, total, found, done, remaining, quarantined, unavailableCells };
  return error === undefined ? report : { ...report, error };
}

/** What is reported of a migration that could not begin. */
const NOT_BEGUN = {
  total: null,
  found: 0,
  done: 0,
  remaining: null,
  quarantined: 0,
  unavailableCells: [],
} as const;

/**
 * Calls a migration until it finds nothing, can move nothing of what it finds, or has found as many records
 * as there were at first (`total`); once if that number is unknown. It never rejects.
 */
async function callUntilDone(
  deployment: Deployment,
  migration: OnlineMigration,
  options: CallOptions & { readonly total: number | null },
): Promise<Calls> {
  const { name } = migration;
  const { runId, limit, cells, total, tell } = options;
  const { batchSize, rate, maxWriterWait, throttle, askReplicas, pause, patience, signal } =
    options;
  let calls = NO_CALLS;
  // What the batches of the call under way have told: all that is known of a call that fails.
  let told = NOTHING;
  const tellBatch = ({ found, done, seconds, ...cell }: Batch) => {
    told = sumOf(told, { found, done });
    const { found: foundSoFar, done: doneSoFar } = sumOf(calls, told);
    const counts = { found, done, foundSoFar, doneSoFar, total };
    tell({ type: 'batch', ...cell, ...counts, seconds: seconds ?? null });
  };
  const onBatch = (batch: Batch) => {
    checkCounts(name, batch);
    tellBatch(batch);
  };
  const pace = { batchSize, rate, maxWriterWait, throttle, askReplicas, pause, patience };
  const settings = { ...pace, signal, runId, onBatch, onEvent: tell };
  let asked = cells;
  try {
    for (;;) {
      const call = { ...settings, limit: limit - calls.done, cells: asked };
      const result = checkResult(name, await migration.run(deployment, call), call.limit);
      // Batches may have told less than their call returns.
      const untold = result.found - told.found;
      if (untold > 0) tellBatch({ found: untold, done: Math.max(0, result.done - told.done) });
      calls = addCall(calls, result);
      told = NOTHING;
      const isOver = calls.error !== undefined || calls.done >= limit || signal?.aborted === true;
      const hasEnded = result.found === 0 || result.done === 0;
      const isMoreKnown = total !== null && calls.found < total;
      if (isOver || hasEnded || !isMoreKnown) return calls;
      asked = remainingCells(deployment, cells, calls.unavailableCells);
      if (asked?.length === 0) return calls;
    }
  } catch (caught) {
    return { ...calls, ...sumOf(calls, told), error: reasonOf(name, caught) };
  }
}

function addCall(calls: Calls, result: MigrationResult): Calls {
  return {
    ...sumOf(calls, result),
    quarantined: result.quarantined,
    movedNone: result.found > 0 && result.done === 0,
    unavailableCells: eachOnce([...calls.unavailableCells, ...(result.unavailableCells ?? [])]),
    error: result.error,
  };
}

function sumOf(some: Counts, more: Counts): Counts {
  return { found: some.found + more.found, done: some.done + more.done };
}

/** The cells that are asked again: one that is unavailable would be waited for again. */
function remainingCells(
  deployment: Deployment,
  cells: readonly string[] | undefined,
  unavailableCells: readonly CellUnavailableError[],
): readonly string[] | undefined {
  if (unavailableCells.length === 0) return cells;
  const unavailable = new Set(unavailableCells.map(({ cellUuid }) => cellUuid));
  return chosenCells(deployment, cells)
    .map(({ uuid }) => uuid)
    .filter((uuid) => !unavailable.has(uuid));
}

/** The first error of each cell. */
function eachOnce(errors: readonly CellUnavailableError[]): CellUnavailableError[] {
  const isFirst = ({ cellUuid }: CellUnavailableError, index: number) =>
    errors.findIndex((error) => error.cellUuid === cellUuid) === index;
  return errors.filter(isFirst);
}

/** What a migration says is left; `records` is `null` where a cell could not be asked. */
interface Remaining {
  readonly records: number | null;
  readonly unavailableCells: readonly CellUnavailableError[];
  readonly error?: unknown;
}

async function countRemaining(
  deployment: Deployment,
  migration: OnlineMigration,
  cells: readonly string[] | undefined,
): Promise<Remaining> {
  const unknown = { records: null, unavailableCells: [] };
  try {
    const remaining = await migration.remaining(deployment, cells);
    return { ...unknown, records: checkRemaining(migration.name, remaining) };
  } catch (error) {
    if (CellUnavailableError.isInstance(error)) {
      return { records: null, unavailableCells: [error, ...(error.others ?? [])] };
    }
    // A database that fails is named by the calls themselves.
    if (CellbridgeError.isInstance(error) && !isMistake(error)) return unknown;
    return { ...unknown, error: reasonOf(migration.name, error) };
  }
}

/** What a migration failed with; one may reject with nothing. */
function reasonOf(migration: string, caught: unknown): unknown {
  return (
    caught ?? new Error(`The migration ${migration} failed with ${caught}; reject with an error.`)
  );
}

/** Whether an error is the caller's or the migration's own fault, and no database's. */
function isMistake(error: unknown): boolean {
  return InvalidInputError.isInstance(error) || InvalidMigrationResultError.isInstance(error);
}
