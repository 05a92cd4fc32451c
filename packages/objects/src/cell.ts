import {
  CellbridgeError,
  type Database,
  type OpenOptions,
  openDatabase,
  type Reader,
  type Transaction,
} from '@cellbridge/db-api';
import pTimeout from 'p-timeout';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';
import { InvalidInputError } from './errors/invalid-input-error.js';

/** What an application may say of a cell instead of leaving it to `cell_mappings`. */
export interface CellOptions {
  readonly uuid: string;
  readonly name: string | null;
  /** The URL of the cell's database; its password reaches no message. */
  /** `null`, as in a cell mapping that names no database: the cell is unavailable. */
  readonly url: string | null;
}

/** The errors that say that a cell cannot be asked at all, rather than that a statement is wrong. */
const UNAVAILABLE = new Set([
  'AUTHENTICATION_FAILED',
  'CONNECTION_FAILED',
  'DATABASE_NOT_FOUND',
  'INVALID_URL',
  'NOT_A_DATABASE',
  'TIMEOUT',
  'UNSUPPORTED_SCHEME',
]);

/** A cell: a name, and a database that is opened when it is first needed. */
export class Cell {
  readonly uuid: string;
  readonly name: string | null;
  readonly #url: string | null;
  readonly #timeout: number;
  readonly #openOptions: OpenOptions;
  #database: Promise<Database> | undefined;

  constructor({ uuid, name, url }: CellOptions, timeout: number, openOptions: OpenOptions) {
    this.uuid = uuid;
    this.name = name;
    this.#url = url;
    this.#timeout = timeout;
    this.#openOptions = openOptions;
  }

  /**
   * Asks the cell, within the deployment's `cellTimeout`.
   *
   * @throws CellUnavailableError if it cannot be reached, or does not answer in time.
   */
  async read<T>(query: (database: Database) => Promise<T>): Promise<T> {
    const answer = this.database().then(query);
    return await this.#named(
      pTimeout(answer, {
        milliseconds: this.#timeout,
        message: new CellUnavailableError(this, `It did not answer within ${this.#timeout} ms.`),
      }),
    );
  }

  /**
   * Runs a transaction in the cell; it may wait for row locks longer than `cellTimeout`.
   *
   * @throws CellUnavailableError if the cell cannot be reached, or is lost on the way.
   */
  async write<T>(body: (transaction: Transaction) => Promise<T>): Promise<T> {
    return await this.use((database) => database.transaction(body));
  }

  /**
   * Lends the cell's database, for as long as it takes.
   *
   * @throws CellUnavailableError if the cell cannot be reached, or is lost on the way.
   */
  async use<T>(body: (database: Database) => Promise<T>): Promise<T> {
    return await this.#named(this.database().then(body));
  }

  /**
   * Asks the cell in one snapshot, for as long as it takes: for counts and verification.
   *
   * @throws CellUnavailableError if the cell cannot be reached, or is lost on the way.
   */
  async examine<T>(query: (reader: Reader) => Promise<T>): Promise<T> {
    return await this.use((database) => database.snapshot(query));
  }

  /**
   * The cell's database, opened on the first call; a failure is not remembered.
   *
   * @throws CellUnavailableError
   */
  database(): Promise<Database> {
    this.#database ??= this.#open().catch((error: unknown) => {
      this.#database = undefined;
      throw CellbridgeError.isInstance(error) ? new CellUnavailableError(this, error) : error;
    });
    return this.#database;
  }

  async #open(): Promise<Database> {
    if (this.#url !== null) return await openDatabase(this.#url, this.#openOptions);
    throw new InvalidInputError('Its cell mapping has no database_connection; give it one.');
  }

  /** Closes the cell's database, if it was opened; the next call opens it again. */
  async close(): Promise<void> {
    const database = await this.#database?.catch(() => undefined);
    this.#database = undefined;
    await database?.close();
  }

  /** Names the cell in an error of its own database; what the body asks of another one passes. */
  async #named<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!isAway(error)) throw error;
      const database = await this.#database?.catch(() => undefined);
      throw error.database === database?.description
        ? new CellUnavailableError(this, error)
        : error;
    }
  }
}

function isAway(error: unknown): error is CellbridgeError {
  return CellbridgeError.isInstance(error) && UNAVAILABLE.has(error.code);
}
