import { guardListener, quote } from '@cellbridge/db-api';
import {
  CellbridgeError,
  CellUnavailableError,
  type Deployment,
  eachCell,
  InvalidInputError,
  refuseUnless,
} from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import {
  checkAmount,
  checkCells,
  checkCount,
  checkFunction,
  checkOptions,
  checkSignal,
} from './check-options.js';
import { checkCounts, checkRemaining, checkResult } from './check-result.js';
import { chosenCells } from './chosen-cells.js';
import { InvalidMigrationResultError } from './invalid-migration-result-error.js';
import type { Batch, OnlineMigration } from './online-migration.js';
import { judge, type MigrationReport, type ProgressEvent, type RunReport } from './run-report.js';

/** How much a run does, and who is told of it. */
export interface RunOptions {
  /** How many records to move at most, over all migrations. Default: all there are. */
  readonly maxCount?: number | undefined;
  /** How many records a transaction may hold. Default: each migration's own choice. */
  readonly batchSize?: number | undefined;
  /**
   * Milliseconds between two batches of a database that lets one transaction write at a time, so that
   * other processes get their turn. Default: each migration's own choice, 12 for instance groups.
   */
  readonly pause?: number | undefined;
  /** The uuids of the cells to work on. Default: all. */
  readonly cells?: readonly string[] | undefined;
  /**
   * Milliseconds that a run waits for an API database that it has lost: one that restarts, say. Default 0:
   * the run ends at once, and a later one goes on.
   */
  readonly patience?: number | undefined;
  /** Ends the run after the batch that is running. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called when a migration starts, after each batch, when it waits, and when it ends. It holds nobody up: what it throws
   * or rejects with is a warning of Node.js's with the code `CELLBRIDGE_LISTENER`.
   */
  readonly onProgress?: ((event: ProgressEvent) => unknown) | undefined;
}

/**
 * Runs online data migrations, one after the other, as `nova-manage db online_data_migrations` does.
 *
 * A migration is called until it finds nothing, or can move nothing of what it finds, or has found
 * as many records as there were when the run began: a run ends even if records keep coming. What it
 * cannot move, and has not set aside itself, counts as quarantined, so that no run is asked for that
 * would do nothing. One
 * that fails, in whatever call, or gives a result that cannot be, does not hold up the others; the
 * report says what it failed with.
 *
 * @throws InvalidInputError if an option or a migration makes no sense, there is no such cell, or a
 * cell has the database of another one.
 */
export async function runOnlineDataMigrations(
  deployment: Deployment,
  migrations: readonly OnlineMigration[],
  options: RunOptions = {},
): Promise<RunReport> {
  checkMigrations(migrations);
  checkRunOptions(options);
  const { maxCount, signal } = options;
  const cells = options.cells && chosenCells(deployment, options.cells).map(({ uuid }) => uuid);
  const runId = generateUuid();
  const reports: MigrationReport[] = [];
  let left = maxCount ?? Number.POSITIVE_INFINITY;
  for (const migration of migrations) {
    if (left <= 0) break;
    const report = await runMigration(deployment, migration, {
      ...options,
      cells,
      runId,
      limit: left,
    });
    left -= report.done;
    reports.push(report);
  }
  const stopped = signal?.aborted ?? false;
  const outcome = judge(reports, { limited: maxCount !== undefined, stopped });
  return { runId, outcome, stopped, migrations: reports };
}

async function runMigration(
  deployment: Deployment,
  migration: OnlineMigration,
  options: RunOptions & { runId: string; limit: number },
): Promise<MigrationReport> {
  const { name } = migration;
  const { runId, limit, batchSize, pause, patience, cells, signal } = options;
  const onProgress = guardListener('onProgress', options.onProgress);
  let total: number | null;
  try {
    total = await countRemaining(deployment, migration, cells);
  } catch (error) {
    return { ...NOTHING_DONE, name, error: reasonOf(name, error) };
  }
  onProgress({ type: 'start', migration: name, total });
  let found = 0;
  let done = 0;
  let seen = { found: 0, done: 0 };
  let quarantined: number | undefined = 0;
  const unavailable = new Map<string, CellUnavailableError>();
  let asked = cells;
  let error: unknown;
  let isStuck = false;
  const tell = (batch: Batch) => {
    seen = { found: seen.found + batch.found, done: seen.done + batch.done };
    const soFar = { foundSoFar: seen.found, doneSoFar: seen.done };
    onProgress({ ...batch, ...soFar, type: 'batch', migration: name, total });
  };
  const onBatch = (batch: Batch) => {
    checkCounts(name, batch);
    tell(batch);
  };
  const onWait = (reason: string) => onProgress({ type: 'wait', migration: name, reason });
  const settings = { batchSize, pause, patience, signal, runId, onBatch, onWait };
  try {
    for (;;) {
      const call = { ...settings, limit: limit - done, cells: asked };
      const result = checkResult(name, await migration.run(deployment, call), call.limit);
      found += result.found;
      done += result.done;
      isStuck = result.found > 0 && result.done === 0;
      quarantined = result.quarantined;
      for (const away of result.unavailableCells ?? []) unavailable.set(away.cellUuid, away);
      error = result.error;
      if (seen.found < found) {
        tell({ found: found - seen.found, done: Math.max(0, done - seen.done) });
      }
      if (error !== undefined || done >= limit || signal?.aborted) break;
      if (result.found === 0 || result.done === 0) break;
      if (total === null || found >= total) break;
      if (unavailable.size > 0) asked = without(unavailable, deployment, cells);
      if (asked?.length === 0) break;
    }
  } catch (caught) {
    error = reasonOf(name, caught);
    ({ found, done } = { found: Math.max(found, seen.found), done: Math.max(done, seen.done) });
  }
  onProgress({ type: 'end', migration: name });
  let remaining: number | null = null;
  try {
    remaining = await countRemaining(deployment, migration, cells);
    if (remaining === null) {
      // A run that ended early has not asked them all.
      const rest = without(unavailable, deployment, cells);
      for (const away of await findUnavailable(deployment, migration, rest)) {
        unavailable.set(away.cellUuid, away);
      }
    }
  } catch (caught) {
    // What was done is reported all the same.
    error ??= reasonOf(name, caught);
  }
  // Where nobody moves any, what the migration does not find is as stuck as what it cannot move.
  if (found === 0 && remaining === total) isStuck = true;
  const isWhole = error === undefined && unavailable.size === 0 && !signal?.aborted;
  quarantined ??= isStuck && isWhole ? (remaining ?? found - done) : 0;
  const unavailableCells = [...unavailable.values()];
  const report = { name, total, found, done, remaining, quarantined, unavailableCells };
  return error === undefined ? report : { ...report, error };
}

/** What is reported of a migration that could not begin. */
const NOTHING_DONE = {
  total: null,
  found: 0,
  done: 0,
  remaining: null,
  quarantined: 0,
  unavailableCells: [],
} as const;

/** The cells that are left: asked again, one that is away would be waited for again. */
function without(
  unavailable: ReadonlyMap<string, unknown>,
  deployment: Deployment,
  cells: readonly string[] | undefined,
): string[] {
  return chosenCells(deployment, cells)
    .map(({ uuid }) => uuid)
    .filter((uuid) => !unavailable.has(uuid));
}

async function countRemaining(
  deployment: Deployment,
  migration: OnlineMigration,
  cells: readonly string[] | undefined,
): Promise<number | null> {
  try {
    return checkRemaining(migration.name, await migration.remaining(deployment, cells));
  } catch (error) {
    // Which cell cannot say what it holds is found out at the end of the run.
    if (!CellbridgeError.isInstance(error) || isMistake(error)) throw error;
    return null;
  }
}

/** What a migration failed with; one may reject with nothing. */
function reasonOf(migration: string, caught: unknown): unknown {
  return (
    caught ?? new Error(`The migration ${migration} failed with ${caught}; reject with an error.`)
  );
}

/** Asks each of these cells what it holds, and gives what those say that cannot be asked. */
async function findUnavailable(
  deployment: Deployment,
  migration: OnlineMigration,
  uuids: readonly string[],
): Promise<CellUnavailableError[]> {
  const answers = await eachCell(chosenCells(deployment, uuids), ({ uuid }) =>
    migration.remaining(deployment, [uuid]).catch((error: unknown) => error),
  );
  return answers.filter((answer) => CellUnavailableError.isInstance(answer));
}

/** Whether an error is the caller's or the migration's own fault, and no cell's. */
function isMistake(error: unknown): boolean {
  return InvalidInputError.isInstance(error) || InvalidMigrationResultError.isInstance(error);
}

function checkMigrations(migrations: readonly OnlineMigration[]): void {
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

function checkRunOptions(options: RunOptions): void {
  checkOptions(options);
  const { cells, maxCount, batchSize, pause, patience, signal, onProgress } = options;
  checkCells(cells);
  checkCount(maxCount, 'max count');
  checkCount(batchSize, 'batch size');
  refuseUnless(pause !== Number.POSITIVE_INFINITY, 'pause', pause, 'a number, 0 or above');
  checkAmount('pause', pause);
  checkAmount('patience', patience);
  checkSignal(signal);
  checkFunction('onProgress', onProgress);
}
