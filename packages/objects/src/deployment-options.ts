import { canonicalUuid, isUuidLike, type OpenOptions, quote } from '@cellbridge/db-api';
import type { CellOptions } from './cell-options.js';
import type { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import type { InstanceGroupEvent } from './events.js';
import { checkLimit, checkOptions, refuseUnless } from './input.js';

/** The databases of a deployment, and how its reads treat cells. */
export interface DeploymentOptions {
  /** URL of the API database. */
  readonly api: string;
  /**
   * The cells. Default: those of `cell_mappings`, which is read again with every re-check: newly mapped cells
   * are asked from then on, and unmapped ones are not.
   */
  readonly cells?: readonly CellOptions[];
  /**
   * The `connection` of the `[database]` section of Nova's configuration, on the host where this program runs. It
   * fills the URL templates of `cell_mappings` (`{scheme}://{username}:{password}@…`), as in Nova 18 and later, but
   * not those of `cells`. Its password reaches no message. Default: a cell whose mapping is a template is
   * unavailable.
   */
  readonly novaConnection?: string | undefined;
  /** What a read does if it cannot reach a cell that it needs. Default `'fail'`. */
  readonly onCellDown?: 'fail' | 'skip';
  /** Called with the error of each cell that a read skips, with `onCellDown: 'skip'`. */
  readonly onCellSkipped?: (error: CellUnavailableError) => void;
  /**
   * `'always'` asks the cells even after the move is complete, and reads `cell_mappings` again every 30
   * seconds. Default `'until-complete'`.
   */
  readonly fallback?: 'until-complete' | 'always';
  /** How long a read waits for a cell, in milliseconds. Default 10,000. */
  readonly cellTimeout?: number;
  /**
   * How long a cell counts as complete and empty, in milliseconds; then the next read asks it again. 0 is the
   * same as `fallback: 'always'`. Default 30,000.
   */
  readonly recheckAfter?: number;
  /** Called after each committed write, and not awaited. Its errors go to `onEventError`. */
  readonly onEvent?: (event: InstanceGroupEvent) => unknown;
  /**
   * Called once for each event for which `onEvent` has failed. Default: a Node.js warning
   * (`process.on('warning')`) with the code `CELLBRIDGE_LISTENER` and the error as its `cause`.
   */
  readonly onEventError?: (error: unknown, event: InstanceGroupEvent) => unknown;
  /** How to open every database: pool size, time limits, TLS. */
  readonly database?: OpenOptions;
}

/**
 * Checks the options of a program without types.
 *
 * @throws InvalidInputError that names the option.
 */
export function checkDeploymentOptions(options: DeploymentOptions): void {
  const given = checkOptions(options);
  refuseUnless(typeof given.api === 'string', 'api', given.api, 'the URL of the API database');
  if (given.cells !== undefined) checkCells(given.cells);
  const { novaConnection = '' } = given;
  refuseUnless(
    typeof novaConnection === 'string',
    'novaConnection',
    novaConnection,
    "the URL of Nova's [database] connection",
  );
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
    refuseUnless(isTextOrNull(url), `${what}.url`, url, "the URL of the cell's database, or null");
    // Groups of one cell that are also in the other would count as already moved.
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
