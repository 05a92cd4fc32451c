import {
  CellbridgeError,
  ClosedError,
  type DatabaseErrorCode,
  databasePlaces,
  isSameDatabase,
  type OpenOptions,
  sharesPlace,
} from '@cellbridge/db-api';
import {
  type CellDatabase,
  type CellReader,
  type CellTransaction,
  openCellDatabase,
} from '@cellbridge/db-cell';
import pTimeout from 'p-timeout';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { InvalidInputError } from './errors/invalid-input-error.js';

/** What an application may say of a cell instead of leaving it to `cell_mappings`. */
export interface CellOptions {
  readonly uuid: string;
  readonly name: string | null;
  /**
   * The URL of the cell's database; its password reaches no message. `null`, as in a cell mapping
   * that names no database: the cell is unavailable.
   */
  readonly url: string | null;
}

/** How the cells of a deployment are opened and asked. */
export interface CellSettings {
  /** Milliseconds that a read waits for a cell. */
  readonly cellTimeout: number;
  /** How its database is opened. */
  readonly openOptions: OpenOptions;
  /** The URL of the API database, which no cell can have. */
  readonly apiUrl: string;
}

/**
 * The errors that say that a cell cannot be used, rather than that a statement fails there: it cannot be
 * reached, or its database is not one of Nova's, or not for this user.
 */
const UNUSABLE: ReadonlySet<string> = new Set<DatabaseErrorCode>([
  'AUTHENTICATION_FAILED',
  'CONNECTION_FAILED',
  'DATABASE_NOT_FOUND',
  'INVALID_URL',
  'MISSING_TABLE',
  'NOT_A_DATABASE',
  'NO_CONNECTION_LEFT',
  'PERMISSION',
  'SCHEMA_MISMATCH',
  'UNSUPPORTED_SCHEME',
]);

/** The errors that say nothing of the cell: the caller used it wrongly, or gave it a wrong value. */
const CAUSED_BY_CALLER: ReadonlySet<string> = new Set<DatabaseErrorCode>([
  'CLOSED',
  'CONSTRAINT',
  'NESTED_TRANSACTION',
]);

/** A cell: a name, and a database that is opened when it is first needed. */
export class Cell {
  readonly uuid: string;
  readonly name: string | null;
  readonly #url: string | null;
  readonly #timeout: number;
  readonly #openOptions: OpenOptions;
  readonly #apiUrl: string;
  #places: readonly string[] | undefined;
  #database: Promise<CellDatabase> | undefined;
  /** What its database calls itself in errors, once it was opened. */
  #description: string | undefined;
  #uses = 0;
  #isRetired = false;
  #isEnded = false;

  constructor({ uuid, name, url }: CellOptions, settings: CellSettings) {
    this.uuid = uuid;
    this.name = name;
    this.#url = url;
    this.#timeout = settings.cellTimeout;
    this.#openOptions = settings.openOptions;
    this.#apiUrl = settings.apiUrl;
  }

  /**
   * Whether another cell's URL leads to the same database, so that two mappings name it. Two names of one
   * server are not found out.
   */
  hasDatabaseOf(other: Cell): boolean {
    return sharesPlace(this.#placesOfUrl(), other.#placesOfUrl());
  }

  /**
   * Asks the cell, within the deployment's `cellTimeout`. A database that is not there is not made,
   * whatever the deployment's `database` options say.
   *
   * @throws CellUnavailableError if it does not answer, for whatever reason: it cannot be reached, is
   * too slow, has no free connection, lacks a table. The `cause` says which.
   */
  async read<T>(query: (database: CellDatabase) => Promise<T>): Promise<T> {
    const answer = this.#lend({ ...this.#openOptions, create: false }, query);
    const inTime = pTimeout(answer, {
      milliseconds: this.#timeout,
      message: new CellUnavailableError(this, `It did not answer within ${this.#timeout} ms.`),
    });
    return await this.#named(inTime, ({ code }) => !CAUSED_BY_CALLER.has(code));
  }

  /**
   * Runs a transaction in the cell; it may wait for row locks longer than `cellTimeout`.
   *
   * @throws CellUnavailableError if the cell cannot be reached, is lost on the way, or is no cell
   * database that this user may use. A statement that fails there, or takes too long, keeps its own error.
   */
  async write<T>(body: (transaction: CellTransaction) => Promise<T>): Promise<T> {
    return await this.use((database) => database.transaction(body));
  }

  /**
   * Lends the cell's database, for as long as it takes.
   *
   * @throws CellUnavailableError as {@link Cell.write}.
   */
  async use<T>(body: (database: CellDatabase) => Promise<T>): Promise<T> {
    const answer = this.#lend(this.#openOptions, body);
    return await this.#named(answer, ({ code }) => UNUSABLE.has(code));
  }

  /**
   * Reads one state of the cell's database: for counts and verification, which are not held to
   * `cellTimeout` once the cell has answered.
   *
   * @throws CellUnavailableError as {@link Cell.write}, and if the cell does not answer at all.
   */
  async examine<T>(query: (reader: CellReader) => Promise<T>): Promise<T> {
    let isGivenUp = false;
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const unavailable = new CellUnavailableError(
      this,
      `It did not answer within ${this.#timeout} ms.`,
    );
    const read = async (reader: CellReader) => {
      // A connection that is free too late would count a whole table for nobody.
      if (isGivenUp) throw unavailable;
      begin();
      return await query(reader);
    };
    const answer = this.use((database) =>
      database.snapshot(read, { statementTimeout: Number.POSITIVE_INFINITY }),
    );
    try {
      await pTimeout(Promise.race([begun, answer]), {
        milliseconds: this.#timeout,
        message: unavailable,
      });
    } catch (error) {
      // Its own end may still come.
      isGivenUp = true;
      answer.catch(() => {});
      throw error;
    }
    return await answer;
  }

  /**
   * The cell's database, opened on the first call; a failure is not remembered.
   *
   * @throws CellUnavailableError
   */
  database(): Promise<CellDatabase> {
    return this.#opened(this.#openOptions);
  }

  /** Closes the cell's database, if it was opened; the next call opens it again. */
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

  /** @internal The deployment is closed: the cell's database is, too, and is not opened again. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.close();
  }

  /** @internal Whether this is the cell that is described: one that has moved is another one. */
  isAsDescribed({ uuid, name, url }: CellOptions): boolean {
    return this.uuid === uuid && this.name === name && this.#url === url;
  }

  /** @internal The cell is mapped no more: its database is closed when nothing uses it. */
  retire(): void {
    this.#isRetired = true;
    this.#closeUnused();
  }

  async #lend<T>(options: OpenOptions, use: (database: CellDatabase) => Promise<T>): Promise<T> {
    this.#uses += 1;
    try {
      return await use(await this.#opened(options));
    } finally {
      this.#uses -= 1;
      if (this.#isRetired) this.#closeUnused();
    }
  }

  #closeUnused(): void {
    // Whatever goes wrong while it is closed, nobody needs that database any more.
    if (this.#uses === 0) this.close().catch(() => {});
  }

  #placesOfUrl(): readonly string[] {
    this.#places ??= this.#url === null ? [] : databasePlaces(this.#url);
    return this.#places;
  }

  async #opened(options: OpenOptions): Promise<CellDatabase> {
    if (this.#isEnded) throw new ClosedError('The deployment is closed; open it again.');
    if (this.#database) return await this.#database;
    const opening = this.#open(options).catch((error: unknown) => {
      if (this.#database === opening) this.#database = undefined;
      throw CellbridgeError.isInstance(error) ? new CellUnavailableError(this, error) : error;
    });
    this.#database = opening;
    return await opening;
  }

  async #open(options: OpenOptions): Promise<CellDatabase> {
    if (this.#url === null) {
      throw new InvalidInputError('Its cell mapping has no database_connection; give it one.');
    }
    if (isSameDatabase(this.#url, this.#apiUrl)) {
      throw new InvalidInputError(
        'Its cell mapping names the API database; give it the URL of a cell database.',
      );
    }
    const database = await openCellDatabase(this.#url, options);
    this.#description = database.description;
    return database;
  }

  /** Names the cell in an error of its own database; what the body asks of another one passes. */
  async #named<T>(
    answer: Promise<T>,
    isUnavailable: (error: CellbridgeError) => boolean,
  ): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!CellbridgeError.isInstance(error) || error.database === undefined) throw error;
      const isOwn = error.database === this.#description;
      throw isOwn && isUnavailable(error) ? new CellUnavailableError(this, error) : error;
    }
  }
}
