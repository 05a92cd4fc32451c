/**
 * Checks a deployment from end to end, and names for each problem what fixes it. Reads only, in single statements and
 * read-only transactions.
 *
 * It does not compare the contents of groups: `verifyDeployment` does that for those that have moved, and `planMove` for
 * those that have not.
 */

import { openApiDatabase, readClock } from '@cellbridge/db-api';
import {
  type Cell,
  CellbridgeError,
  Deployment,
  eachCell,
  type NamedCell,
  overrideCells,
} from '@cellbridge/objects';
import { checkCells, checkOptions } from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { migrationStatus } from '../status.js';
import { isNovaDeployment } from '../sync-cell.js';
import { cellOption } from './cell-option.js';
import { API_DATABASE, type Check, problem, runChecks, type Subject } from './check.js';
import { apiChecks } from './check-api.js';
import { type CheckedCell, cellChecks } from './check-cell.js';
import { mappingChecks } from './check-cells.js';
import { checkConnection } from './check-connection.js';
import { moveChecks } from './check-move.js';

/** What to check. */
export interface DiagnosisOptions {
  /** URL of the API database. */
  readonly api: string;
  /** What fills URL templates of `cell_mappings`, as for `Deployment.open`. */
  readonly novaConnection?: string | undefined;
  /** Cells that `cell_mappings` does not name, or under another URL. */
  readonly overrides?: readonly NamedCell[];
  /** The uuids or names of the cells, one at least; default: all. */
  readonly cells?: readonly string[] | undefined;
  /** How long a cell may take to answer, in milliseconds. Default 10,000. */
  readonly cellTimeout?: number;
}

const API = { subject: API_DATABASE, name: null };

/**
 * Checks the API database, each cell, and the move. Changes nothing.
 *
 * @returns the checks of the API database, then those of the cells, sorted by uuid.
 * @throws InvalidInputError if there is no such cell, or an option makes no sense. · InvalidUrlError
 */
export async function diagnoseDeployment(options: DiagnosisOptions): Promise<Check[]> {
  checkOptions(options);
  checkCells(options.cells);
  const ofApi = await attempt(async () => {
    await using api = await openApiDatabase(options.api);
    return await runChecks(API, apiChecks(api));
  });
  if ('error' in ofApi) {
    const verdict = problem(ofApi.error.message, null);
    return [{ ...API, check: 'connection', ...verdict }];
  }
  const opened = await attempt(() => openDeployment(options));
  if ('error' in opened) {
    const { message } = opened.error;
    const unknown = { status: 'unknown', message, remedy: null } as const;
    return [...ofApi.value, { ...API, check: 'cells', ...unknown }];
  }
  await using deployment = opened.value;
  const cells = chosenCells(deployment, options.cells);
  const ofMappings = await runChecks(API, mappingChecks(deployment));
  return [...ofApi.value, ...ofMappings, ...(await checkEach(deployment, cells))];
}

async function openDeployment(options: DiagnosisOptions): Promise<Deployment> {
  const { api, novaConnection, overrides = [], cellTimeout = 10_000 } = options;
  const cells =
    overrides.length > 0 ? { cells: await overrideCells(api, overrides, { novaConnection }) } : {};
  return await Deployment.open({ api, novaConnection, cellTimeout, ...cells });
}

/** Checks cells, a few at a time, and then the moves in those that answer. */
async function checkEach(deployment: Deployment, cells: readonly Cell[]): Promise<Check[]> {
  const { api } = deployment;
  // Where it cannot be known, the schema of the API database is a problem that was found before.
  const ofNova = await attempt(() => isNovaDeployment(api));
  const isOfNova = 'value' in ofNova && ofNova.value;
  const ofCells = await eachCell(cells, (cell) =>
    checkCell({ deployment, cell, option: cellOption(deployment.cells, cell), isOfNova }),
  );
  const isUp = (_cell: Cell, index: number) => ofCells[index]?.[0]?.status === 'ok';
  const uuids = cells.filter(isUp).map(({ uuid }) => uuid);
  const moves = await attempt(async () => {
    const { cells } = await migrationStatus(deployment, { cells: uuids });
    return { statuses: cells, clock: await readClock(api) };
  });
  if ('error' in moves) {
    const { message } = moves.error;
    return [{ ...API, check: 'runs', status: 'unknown', message, remedy: null }, ...ofCells.flat()];
  }
  const { statuses, clock } = moves.value;
  const all = cells.map(async (cell, index) => {
    const status = statuses.find(({ uuid }) => uuid === cell.uuid);
    const option = cellOption(deployment.cells, cell);
    const checks = status ? moveChecks({ status, option, clock }) : [];
    return [...(ofCells[index] ?? []), ...(await runChecks(subjectOf(cell), checks))];
  });
  return (await Promise.all(all)).flat();
}

async function checkCell(checked: CheckedCell): Promise<Check[]> {
  const { cell } = checked;
  const subject = subjectOf(cell);
  const connection = await runChecks(subject, [
    ['connection', () => checkConnection(() => cell.ask(readClock))],
  ]);
  const isUp = connection.every(({ status }) => status === 'ok');
  return isUp ? [...connection, ...(await runChecks(subject, cellChecks(checked)))] : connection;
}

function subjectOf({ uuid, name }: Cell): Subject {
  return { subject: uuid, name };
}

/** Runs `work`. @returns the error of a database, or of its driver. @throws every other error. */
async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: CellbridgeError }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!CellbridgeError.isInstance(error)) throw error;
    if (error.database === undefined && error.code !== 'DRIVER_MISSING') throw error;
    return { error };
  }
}
