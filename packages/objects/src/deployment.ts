import {
  type Database,
  listCellMappings,
  type OpenOptions,
  openDatabase,
} from '@cellbridge/db-api';
import { Cell, type CellOptions } from './cell.js';
import { CompleteCells } from './complete-cells.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import type { InstanceGroupEvent } from './events.js';
import { checkLimit, checkNullableText, checkOptions, checkText, quote } from './input.js';
import { RequestContext } from './request-context.js';

/** Where a deployment's databases are, and how its reads deal with cells. */
export interface DeploymentOptions {
  /** URL of the API database. */
  readonly api: string;
  /** The cells; read from `cell_mappings` if they are not given. */
  readonly cells?: readonly CellOptions[];
  /** What a read does when a cell it needs cannot be reached. Default `'fail'`. */
  readonly onCellDown?: 'fail' | 'skip';
  /** `'always'` asks the cells even when the move is complete. Default `'until-complete'`. */
  readonly fallback?: 'until-complete' | 'always';
  /** How long a read waits for a cell, in milliseconds. Default 10,000. */
  readonly cellTimeout?: number;
  /** How long it is believed that a cell is complete, in milliseconds. Default 30,000. */
  readonly recheckAfter?: number;
  /** Called after each committed write; what it throws reaches the writer, the write stays. */
  readonly onEvent?: (event: InstanceGroupEvent) => void;
  /** How every database is opened: pool size, time limits, TLS. */
  readonly database?: OpenOptions;
}

/** One API database and its cells: where the objects live. Opened once, used by many calls at once. */
export class Deployment implements AsyncDisposable {
  /** The API database, for queries of `@cellbridge/db-api` and of one's own. */
  readonly api: Database;
  /** Sorted by uuid, the order in which cells are locked (R4). */
  readonly cells: readonly Cell[];
  /** What a read does when a cell it needs cannot be reached. */
  readonly onCellDown: 'fail' | 'skip';
  /** Called after each committed write. */
  readonly onEvent: ((event: InstanceGroupEvent) => void) | undefined;
  /** @internal */
  readonly completeCells: CompleteCells;

  private constructor(api: Database, cells: readonly Cell[], options: DeploymentOptions) {
    this.api = api;
    this.cells = cells;
    this.onCellDown = options.onCellDown ?? 'fail';
    this.onEvent = options.onEvent;
    const recheckAfter = options.fallback === 'always' ? 0 : (options.recheckAfter ?? 30_000);
    this.completeCells = new CompleteCells(api, cells, recheckAfter);
  }

  /**
   * Opens the API database and finds the cells; a cell's own database is opened when it is needed.
   *
   * @throws InvalidInputError if an option makes no sense.
   * @throws MissingTableError if the API database was never synced.
   */
  static async open(options: DeploymentOptions): Promise<Deployment> {
    const cellTimeout = checkLimit(checkOptions(options).cellTimeout ?? 10_000, 'cellTimeout');
    const openOptions = { ...options.database };
    const api = await openDatabase(options.api, openOptions);
    try {
      const given = options.cells ?? (await readMappings(api));
      const cells = given
        .map((cell) => new Cell(cell, cellTimeout, openOptions))
        .sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
      const deployment = new Deployment(api, cells, options);
      await deployment.completeCells.load();
      return deployment;
    } catch (error) {
      await api.close();
      throw error;
    }
  }

  /** A context that sees its own project only. */
  context(options: { userId: string; projectId: string }): RequestContext {
    const { userId, projectId } = checkOptions(options);
    return new RequestContext(this, {
      userId: checkText(userId, 'user id'),
      projectId: checkText(projectId, 'project id'),
      isAdmin: false,
    });
  }

  /** A context that sees everything; what it creates belongs to the user and project given, if any. */
  adminContext(
    options: { userId?: string | null; projectId?: string | null } = {},
  ): RequestContext {
    const { userId = null, projectId = null } = checkOptions(options);
    return new RequestContext(this, {
      userId: checkNullableText(userId, 'user id'),
      projectId: checkNullableText(projectId, 'project id'),
      isAdmin: true,
    });
  }

  /**
   * Finds a cell by its uuid or its name.
   *
   * @throws InvalidInputError if there is none, naming those that there are, or if several bear the name.
   */
  cell(uuidOrName: string): Cell {
    const found = this.cells.filter((cell) => [cell.uuid, cell.name].includes(uuidOrName));
    const [cell, ...others] = found;
    if (cell && others.length === 0) return cell;
    if (cell) {
      const uuids = found.map(({ uuid }) => uuid).join(', ');
      throw new InvalidInputError(`Several cells bear the name ${quote(uuidOrName)}: ${uuids}.`);
    }
    const known = this.cells.map((cell) => cell.name ?? cell.uuid).join(', ');
    throw new InvalidInputError(
      `There is no cell ${quote(uuidOrName)}; ${known ? `there are: ${known}` : 'cell_mappings is empty'}.`,
    );
  }

  /** Closes every database; waits for transactions that are under way. */
  async close(): Promise<void> {
    await Promise.all([this.api.close(), ...this.cells.map((cell) => cell.close())]);
  }

  /** The same as `close()`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function readMappings(api: Database) {
  const mappings = await listCellMappings(api);
  return mappings.map(({ uuid, name, databaseConnection }) => {
    return { uuid, name, url: databaseConnection || null };
  });
}
