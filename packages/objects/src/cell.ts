import { CellbridgeError, type DatabaseErrorCode, sharesPlace } from '@cellbridge/db-api';
import type { CellDatabase, CellReader, CellTransaction } from '@cellbridge/db-cell';
import pTimeout from 'p-timeout';
import { cellLabel } from './cell-label.js';
import type { CellOptions, CellSettings } from './cell-options.js';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { LazyDatabase } from './lazy-database.js';

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

/**
 * A cell: a name, and a database that is opened when it is first needed.
 *
 * | to | call | held to `cellTimeout` |
 * |---|---|---|
 * | ask something for a waiting user | {@link Cell.ask} | all of it |
 * | count or verify, in one state of the database | {@link Cell.snapshot} | until the cell answers |
 * | write | {@link Cell.transaction} | no |
 * | do anything else with its database | {@link Cell.withDatabase} | no |
 */
export class Cell {
  readonly uuid: string;
  readonly name: string | null;
  readonly #url: string | null;
  readonly #timeout: number;
  readonly #database: LazyDatabase;

  constructor(options: CellOptions, settings: CellSettings) {
    this.uuid = options.uuid;
    this.name = options.name;
    this.#url = options.url;
    this.#timeout = settings.cellTimeout;
    this.#database = new LazyDatabase(options, settings);
  }

  /** What people call it: its name, or its uuid where it has none. */
  get label(): string {
    return cellLabel(this);
  }

  /**
   * Whether another cell's URL leads to the same database, so that two mappings name it. Two names of one
   * server are not recognized.
   */
  hasDatabaseOf(other: Cell): boolean {
    return sharesPlace(this.#database.places, other.#database.places);
  }

  /**
   * Asks the cell, within the deployment's `cellTimeout`. A database that is missing is never created,
   * whatever the deployment's `database` options say.
   *
   * @throws CellUnavailableError if it does not answer, for whatever reason: it cannot be reached, is
   * too slow, has no free connection, lacks a table. The `cause` says which.
   */
  async ask<T>(query: (database: CellDatabase) => Promise<T>): Promise<T> {
    const answer = this.#database.lend(query, { create: false });
    const inTime = pTimeout(answer, { milliseconds: this.#timeout, message: this.#tooSlow() });
    return await this.#named(inTime, ({ code }) => !CAUSED_BY_CALLER.has(code));
  }

  /**
   * Reads one state of the cell's database: for counts and verification, which are not held to
   * `cellTimeout` once the cell has answered.
   *
   * @throws CellUnavailableError as {@link Cell.transaction}, and if the cell does not answer at all.
   */
  async snapshot<T>(query: (reader: CellReader) => Promise<T>): Promise<T> {
    let isGivenUp = false;
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const tooSlow = this.#tooSlow();
    const read = async (reader: CellReader) => {
      // A connection that is free too late would count a whole table for nobody.
      if (isGivenUp) throw tooSlow;
      begin();
      return await query(reader);
    };
    const answer = this.withDatabase((database) =>
      database.snapshot(read, { statementTimeout: Number.POSITIVE_INFINITY }),
    );
    try {
      await pTimeout(Promise.race([begun, answer]), {
        milliseconds: this.#timeout,
        message: tooSlow,
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
   * Runs a transaction in the cell; it may wait for row locks longer than `cellTimeout`.
   *
   * @throws CellUnavailableError if the cell cannot be reached, is lost on the way, or is no cell
   * database that this user may use. A statement that fails there, or takes too long, keeps its own error.
   */
  async transaction<T>(body: (transaction: CellTransaction) => Promise<T>): Promise<T> {
    return await this.withDatabase((database) => database.transaction(body));
  }

  /**
   * Runs `body` with the cell's database, for as long as it takes. The database is opened on the first
   * call; a failure is not remembered.
   *
   * @throws CellUnavailableError as {@link Cell.transaction}.
   */
  async withDatabase<T>(body: (database: CellDatabase) => Promise<T>): Promise<T> {
    return await this.#named(this.#database.lend(body), ({ code }) => UNUSABLE.has(code));
  }

  /** Closes the cell's database, if it was opened; the next call opens it again. */
  async close(): Promise<void> {
    await this.#database.close();
  }

  /** @internal The deployment is closed: the cell's database is, too, and is not opened again. */
  async end(): Promise<void> {
    await this.#database.end();
  }

  /** @internal Whether this is the cell that is described: one that has moved is another one. */
  isAsDescribed({ uuid, name, url }: CellOptions): boolean {
    return this.uuid === uuid && this.name === name && this.#url === url;
  }

  /** @internal The cell is no longer mapped: its database is closed when nothing uses it. */
  retire(): void {
    this.#database.retire();
  }

  #tooSlow(): CellUnavailableError {
    return new CellUnavailableError(this, `It did not answer within ${this.#timeout} ms.`);
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
      const isOwn = error.database === this.#database.description;
      throw isOwn && isUnavailable(error) ? new CellUnavailableError(this, error) : error;
    }
  }
}
