import { canonicalUuid, isUuidLike, type OpenOptions, quote } from '@cellbridge/db-api';
import type { CellOptions } from './cell-options.js';
import type { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import type { InstanceGroupEvent } from './events.js';
import { checkLimit, checkOptions, refuseUnless } from './input.js';

/** Where a deployment's databases are, and how its reads deal with cells. */
export interface DeploymentOptions {
  /** URL of the API database. */
  readonly api: string;
  /**
   * The cells. If they are not given they are those of `cell_mappings`, which is read again with every
   * re-check: a cell that was mapped since is asked from then on, and one that was unmapped is not.
   */
  readonly cells?: readonly CellOptions[];
  /** What a read does when a cell it needs cannot be reached. Default `'fail'`. */
  readonly onCellDown?: 'fail' | 'skip';
  /** Called with the error of each cell that a read leaves out, with `onCellDown: 'skip'`. */
  readonly onCellSkipped?: (error: CellUnavailableError) => void;
  /**
   * `'always'` asks the cells even when the move is complete; `cell_mappings` is read again every 30
   * seconds then. Default `'until-complete'`.
   */
  readonly fallback?: 'until-complete' | 'always';
  /** How long a read waits for a cell, in milliseconds. Default 10,000. */
  readonly cellTimeout?: number;
  /**
   * How long it is believed that a cell is complete and empty, in milliseconds; then the next read
   * asks it again. 0 is the same as `fallback: 'always'`. Default 30,000.
   */
  readonly recheckAfter?: number;
  /**
   * Called after each committed write, and not waited for. It holds nobody up: what it throws or rejects
   * with goes to `onEventError`.
   */
  readonly onEvent?: (event: InstanceGroupEvent) => unknown;
  /**
   * Told once of each event that `onEvent` has failed with. Default: a warning of Node.js's
   * (`process.on('warning')`) with the code `CELLBRIDGE_LISTENER`, whose `cause` is the error.
   */
  readonly onEventError?: (error: unknown, event: InstanceGroupEvent) => unknown;
  /** How every database is opened: pool size, time limits, TLS. */
  readonly database?: OpenOptions;
}

/**
 * Checks what a program without types may have mistaken.
 *
 * @throws InvalidInputError that names the option.
 */
export function checkDeploymentOptions(options: DeploymentOptions): void {
  const given = checkOptions(options);
  refuseUnless(typeof given.api === 'string', 'api', given.api, 'the URL of the API database');
  if (given.cells !== undefined) checkCells(given.cells);
  checkChoice(given.onCellDown, 'onCellDown', ['fail', 'skip']);
  checkChoice(given.fallback, 'fallback', ['until-complete', 'always']);
  if (given.cellTimeout !== undefined) checkLimit(given.cellTimeout, 'cellTimeout');
  const { recheckAfter = 0 } = given;
  refuseUnless(
    recheckAfter >= 0,
    'recheckAfter',
    recheckAfter,
    'a number of milliseconds, 0 or above',
  );
  for (const name of ['onEvent', 'onEventError', 'onCellSkipped'] as const) {
    const listener = given[name];
    const isListener = listener === undefined || typeof listener === 'function';
    refuseUnless(isListener, name, listener, 'a function');
  }
  const { database = {} } = given;
  refuseUnless(isObject(database), 'database', database, 'an object');
}

function checkCells(cells: DeploymentOptions['cells']): void {
  if (!Array.isArray(cells)) {
    throw new InvalidInputError(
      `The cells are ${quote(cells)}; give a list of { uuid, name, url }.`,
    );
  }
  const places = new Map<string, string>();
  for (const [index, cell] of cells.entries()) {
    const what = `cells[${index}]`;
    refuseUnless(isObject(cell), what, cell, '{ uuid, name, url }');
    const { uuid, name, url } = cell;
    refuseUnless(isUuidLike(uuid), `${what}.uuid`, uuid, 'the uuid of the cell');
    refuseUnless(isTextOrNull(name), `${what}.name`, name, 'a name, or null');
    refuseUnless(isTextOrNull(url), `${what}.url`, url, 'the URL of the cell’s database, or null');
    // Groups of one cell that the other has, too, would be taken for moved already.
    const same = places.get(canonicalUuid(uuid));
    if (same !== undefined) {
      throw new InvalidInputError(
        `${same} and ${what} have the same uuid, ${quote(uuid)}; give each cell its own.`,
      );
    }
    places.set(canonicalUuid(uuid), what);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function checkChoice(value: unknown, name: string, choices: readonly string[]): void {
  const isKnown = value === undefined || choices.some((choice) => choice === value);
  refuseUnless(isKnown, name, value, choices.map((choice) => quote(choice)).join(' or '));
}
