import { type ApiDatabase, guardListener, openApiDatabase, quote } from '@cellbridge/db-api';
import type { Cell } from './cell.js';
import { givenCells, mappedCells } from './cell-source.js';
import { checkDeploymentOptions, type DeploymentOptions } from './deployment-options.js';
import type { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import type { InstanceGroupEvent } from './events.js';
import { checkNullableText, checkOptions, checkText } from './input.js';
import { KnownCells } from './known-cells.js';
import { RequestContext } from './request-context.js';

/** One API database and its cells: where the objects live. Opened once, used by many calls at once. */
export class Deployment implements AsyncDisposable {
  /** The API database, for queries of `@cellbridge/db-api` and your own. */
  readonly api: ApiDatabase;
  /** What a read does if it cannot reach a cell that it needs. */
  readonly onCellDown: 'fail' | 'skip';
  /** @internal Reports the error of each cell that a read skips. */
  readonly onCellSkipped: (error: CellUnavailableError) => void;
  /** @internal Whether there is a listener for events. */
  readonly isHeard: boolean;
  /** @internal Calls the listener. */
  readonly emit: (event: InstanceGroupEvent) => void;
  /** @internal */
  readonly knownCells: KnownCells;

  /** @internal Called by `Deployment.open`. */
  constructor(api: ApiDatabase, options: DeploymentOptions) {
    this.api = api;
    this.onCellDown = options.onCellDown ?? 'fail';
    this.onCellSkipped = guardListener('onCellSkipped', options.onCellSkipped);
    this.isHeard = options.onEvent !== undefined;
    this.emit = guardListener('onEvent', options.onEvent, options.onEventError);
    const { cellTimeout = 10_000 } = options;
    const recheckAfter = options.fallback === 'always' ? 0 : (options.recheckAfter ?? 30_000);
    const openOptions = { readTimeout: cellTimeout, ...options.database };
    const settings = { cellTimeout, openOptions, apiUrl: options.api };
    const source = options.cells
      ? givenCells(options.cells, settings)
      : mappedCells(api, settings, options.novaConnection);
    this.knownCells = new KnownCells(api, source, recheckAfter);
  }

  /**
   * Opens the API database, finds the cells, and asks the complete ones whether they are empty, a few at a
   * time. Every read asks a cell that does not answer within `cellTimeout`. The database of any other cell is
   * opened when needed.
   *
   * @throws InvalidInputError if an option makes no sense. · InvalidOptionError if one of `database` does not.
   * @throws MissingTableError if the API database was never synced.
   */
  static async open(options: DeploymentOptions): Promise<Deployment> {
    checkDeploymentOptions(options);
    return await openDeployment(options);
  }

  /**
   * The cells as mapped now, sorted by uuid, the order in which they are locked (R4 in docs/correctness.md). The
   * list itself never changes; a new list replaces it if the map changes.
   */
  get cells(): readonly Cell[] {
    return this.knownCells.current.cells;
  }

  /** Returns a context that sees only its own project. */
  context(options: { userId: string; projectId: string }): RequestContext {
    const { userId, projectId } = checkOptions(options);
    return new RequestContext(this, {
      userId: checkText(userId, 'user id'),
      projectId: checkText(projectId, 'project id'),
      isAdmin: false,
    });
  }

  /** Returns a context that sees everything. What it creates belongs to the given user and project, if any. */
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
   * @throws InvalidInputError if there is none (it names the existing ones), or if several have the name.
   */
  cell(uuidOrName: string): Cell {
    const { cells } = this;
    const found = cells.filter((cell) => [cell.uuid, cell.name].includes(uuidOrName));
    const [cell, ...others] = found;
    if (cell && others.length === 0) return cell;
    if (cell) {
      const uuids = found.map(({ uuid }) => uuid).join(', ');
      throw new InvalidInputError(`Several cells bear the name ${quote(uuidOrName)}: ${uuids}.`);
    }
    const known = cells.map(({ label }) => label).join(', ');
    throw new InvalidInputError(
      `There is no cell ${quote(uuidOrName)}; ${known ? `there are: ${known}` : 'cell_mappings is empty'}.`,
    );
  }

  /**
   * Closes every database; waits for running statements and transactions. Later statements fail with the code
   * `CLOSED`, also those of calls that began before: close when all calls are done.
   */
  async close(): Promise<void> {
    await Promise.all([this.api.close(), this.knownCells.close()]);
  }

  /** The same as `close()`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

// Here, because a bundler renames a class that names itself.
async function openDeployment(options: DeploymentOptions): Promise<Deployment> {
  const api = await openApiDatabase(options.api, { ...options.database });
  const deployment = new Deployment(api, options);
  try {
    await deployment.knownCells.check();
    return deployment;
  } catch (error) {
    await deployment.close();
    throw error;
  }
}
