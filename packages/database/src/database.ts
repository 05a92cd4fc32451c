import type { ConnectionOptions } from 'node:tls';
import type { Reader, Session, Transaction } from './store.js';

/** A statement on its way to a database: a round trip, or as good as one. */
export interface Statement {
  /** The URL of the database, without its password. */
  readonly database: string;
  /** `begin …`, `commit` and `rollback` are statements too. */
  readonly text: string;
  /** Numbers the connections of a database from 1. */
  readonly connection: number;
}

/** How a database is opened. Times are in milliseconds; `Infinity` is no limit. */
export interface OpenOptions {
  /** SQLite: makes the file and its folder if they are not there. Default false. */
  readonly create?: boolean;
  /**
   * PostgreSQL: how long connecting, or waiting for a free connection, may take. A server that has no
   * connection left is asked again for four fifths of it. Default 10,000.
   */
  readonly connectTimeout?: number;
  /** PostgreSQL: how long a statement of a transaction may take. Default 60,000. */
  readonly statementTimeout?: number;
  /**
   * PostgreSQL: how long a statement may take that only reads, by itself or in a snapshot; the server
   * ends it. Default: as `statementTimeout`.
   */
  readonly readTimeout?: number;
  /** How long a lock is waited for; on SQLite that is the lock of the whole file. Default 30,000. */
  readonly lockTimeout?: number;
  /** PostgreSQL: how many connections there may be at once. Default 10. */
  readonly poolSize?: number;
  /** PostgreSQL: how to encrypt. By default as `sslmode` and the like in the URL say. */
  readonly tls?: ConnectionOptions;
  /**
   * Awaited before each round trip: for counting, tracing and injected faults. What it throws is
   * taken for the loss of the connection at that point: the transaction is rolled back, nothing
   * more is sent, and the caller gets a ConnectionError with it as cause.
   */
  readonly intercept?: (statement: Statement) => void | Promise<void>;
}

/** How something waits for others. */
export interface WaitOptions {
  /** Told for whom it waits. */
  readonly onWait?: OnWait | undefined;
  /**
   * Ends it: what is under way is cancelled and rolled back, and the call rejects with the reason of the
   * signal.
   */
  readonly signal?: AbortSignal | undefined;
}

/** How a snapshot is read. */
export interface SnapshotOptions extends WaitOptions {
  /**
   * PostgreSQL: how long a statement may take, in milliseconds; `Infinity`: as long as it takes, for
   * counting and comparing a whole table. Default: the `readTimeout` of the database.
   */
  readonly statementTimeout?: number;
}

/**
 * Told once for each reason why something has waited for about a second, in a sentence that names who
 * is waited for: "Waiting for a transaction of user backup (pg_dump, process 4711), open since …". It
 * holds nobody up: what it throws or rejects with is a warning of Node.js's, `CELLBRIDGE_LISTENER`.
 */
export type OnWait = (reason: string) => unknown;

/**
 * An open database, for any number of calls at once. Used as a {@link Reader} it runs each statement
 * by itself, on what was committed before; such a statement cannot write.
 */
export interface Database<Tables = unknown> extends Reader<Tables>, AsyncDisposable {
  /** The URL, without its password. */
  readonly description: string;

  /**
   * Runs `body` in a transaction: committed when it resolves, rolled back when it rejects. It sees
   * what others commit meanwhile (READ COMMITTED); on SQLite others cannot write meanwhile.
   *
   * The error of a statement fails the transaction, even if `body` catches it. The transaction is of
   * no use once `body` has settled.
   *
   * @throws NestedTransactionError inside a transaction on the same database.
   * @throws DatabaseBusyError if a lock is not to be had within `lockTimeout`.
   * @throws DatabaseTimeoutError if a statement takes longer than `statementTimeout`.
   * @throws ConnectionError if the connection is lost; where that happened during the commit, the
   * message says that the outcome is not known.
   */
  transaction<T>(body: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;

  /**
   * Runs `body` on one state of the database, whatever others commit meanwhile.
   *
   * @throws DatabaseTimeoutError if a statement takes longer than it may.
   * @throws InvalidOptionError if `statementTimeout` is not a number of milliseconds.
   */
  snapshot<T>(body: (reader: Reader<Tables>) => Promise<T>, options?: SnapshotOptions): Promise<T>;

  /**
   * Runs `body` while no other process runs one of the same name, over one connection and without a
   * time limit for statements and locks. On SQLite it is one write transaction; on PostgreSQL another
   * connection, which is not of the pool, holds the name.
   */
  exclusive<T>(
    name: string,
    body: (session: Session) => Promise<T>,
    options?: WaitOptions,
  ): Promise<T>;

  /**
   * Waits for what is under way, and closes every connection. Nothing can be begun after it.
   *
   * @throws NestedTransactionError inside one of its own transactions, for which it would wait for ever.
   */
  close(): Promise<void>;
}
