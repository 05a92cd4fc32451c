import { CellbridgeError, ClosedError, databasePlaces, isSameDatabase } from '@cellbridge/db-api';
import { type CellDatabase, openCellDatabase } from '@cellbridge/db-cell';
import type { CellOptions, CellSettings } from './cell-options.js';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { InvalidInputError } from './errors/invalid-input-error.js';

/**
 * When a cell's database is open: from the first call that needs it until it is closed, or until
 * its cell is no longer mapped and the last call that uses it has ended.
 */
export class LazyDatabase {
  readonly #cell: CellOptions;
  readonly #settings: CellSettings;
  #places: readonly string[] | undefined;
  #database: Promise<CellDatabase> | undefined;
  #description: string | undefined;
  #uses = 0;
  #isRetired = false;
  #isEnded = false;

  constructor(cell: CellOptions, settings: CellSettings) {
    this.#cell = cell;
    this.#settings = settings;
  }

  /** What the database calls itself in errors; `undefined` before it is first opened. */
  get description(): string | undefined {
    return this.#description;
  }

  /** What its URL leads to, as `databasePlaces` has it; nothing where there is no URL. */
  get places(): readonly string[] {
    const { url } = this.#cell;
    this.#places ??= url === null ? [] : databasePlaces(url);
    return this.#places;
  }

  /**
   * Runs `body` with the open database, which is not closed meanwhile.
   *
   * @param options `create`: whether a database that is missing may be created. Default: as the
   * deployment's `database` options say.
   * @throws CellUnavailableError if it cannot be opened. · ClosedError after {@link LazyDatabase.end}.
   */
  async lend<T>(
    body: (database: CellDatabase) => Promise<T>,
    options: { readonly create?: false } = {},
  ): Promise<T> {
    this.#uses += 1;
    try {
      return await body(await this.#opened(options));
    } finally {
      this.#uses -= 1;
      if (this.#isRetired) this.#closeUnused();
    }
  }

  /** Closes the database, if it was opened; the next call opens it again. */
  async close(): Promise<void> {
    const closing = this.#database;
    this.#database = undefined;
    const database = await closing?.catch(() => undefined);
    try {
      await database?.close();
    } catch (error) {
      // It is still open, inside one of its own transactions say: it can be closed later.
      this.#database ??= closing;
      throw error;
    }
  }

  /** Closes the database for good: it is not opened again. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.close();
  }

  /** Closes the database as soon as nothing uses it. */
  retire(): void {
    this.#isRetired = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    // Whatever goes wrong while it is closed, nobody needs that database any more.
    if (this.#uses === 0) this.close().catch(() => {});
  }

  async #opened(options: { readonly create?: false }): Promise<CellDatabase> {
    if (this.#isEnded) throw new ClosedError('The deployment is closed; open it again.');
    if (this.#database) return await this.#database;
    // A failure is not remembered.
    const opening = this.#open(options).catch((error: unknown) => {
      if (this.#database === opening) this.#database = undefined;
      throw CellbridgeError.isInstance(error) ? new CellUnavailableError(this.#cell, error) : error;
    });
    this.#database = opening;
    return await opening;
  }

  async #open(options: { readonly create?: false }): Promise<CellDatabase> {
    const { url } = this.#cell;
    const { apiUrl, openOptions } = this.#settings;
    if (url === null) {
      throw new InvalidInputError('Its cell mapping has no database_connection; give it one.');
    }
    if (isSameDatabase(url, apiUrl)) {
      throw new InvalidInputError(
        'Its cell mapping names the API database; give it the URL of a cell database.',
      );
    }
    const database = await openCellDatabase(url, { ...openOptions, ...options });
    this.#description = database.description;
    return database;
  }
}
