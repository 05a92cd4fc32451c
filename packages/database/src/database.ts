import type { ConnectionOptions } from 'node:tls';
import type { Reader, Session, Transaction } from './store.js';

/** A statement on its way to a database: about one round trip. */
export interface Statement {
  /** The URL of the database, without its password. */
  readonly database: string;
  /** Includes `begin …`, `commit` and `rollback`. */
  readonly text: string;
  /** Numbers the connections of a database from 1. */
  readonly connection: number;
}

/** How to open a database. Times are in milliseconds; `Infinity` means no limit. */
export interface OpenOptions {
  /** SQLite: creates the file and its folder if they do not exist. Default false. */
  readonly create?: boolean;
  /**
   * On a server: how long connecting, or waiting for a free connection, may take. A server that has no
   * connection left is asked again for four fifths of that time. Default 10,000.
   */
  readonly connectTimeout?: number;
  /** On a server: how long a statement of a transaction may take. Default 60,000. */
  readonly statementTimeout?: number;
  /**
   * On a server: how long a statement may take that only reads, by itself or in a snapshot. The server ends it.
   * Default: `statementTimeout`.
   */
  readonly readTimeout?: number;
  /** How long to wait for a lock; on SQLite that is the lock of the whole file. Default 30,000. */
  readonly lockTimeout?: number;
  /** On a server: the maximum number of connections. Default 10. */
  readonly poolSize?: number;
  /** On a server: how to encrypt. Default: what the URL says, with `sslmode` or `ssl_ca` for example. */
  readonly tls?: ConnectionOptions;
  /**
   * Awaited before each round trip: for counting, tracing and injected faults. An error that it throws counts
   * as a lost connection at that point: the transaction is rolled back, nothing more is sent, and the caller
   * gets a ConnectionError with that error as its cause.
   *
   * On MySQL the text of a statement that inserts bulk rows holds their values; elsewhere there are placeholders.
   */
  readonly intercept?: (statement: Statement) => void | Promise<void>;
}

/** How to wait for others. */
export interface WaitOptions {
  /** Called with what is being waited for. */
  readonly onWait?: OnWait | undefined;
  /**
   * Aborts the call: running work is cancelled and rolled back, and the call rejects with the reason of the
   * signal.
   */
  readonly signal?: AbortSignal | undefined;
}

/** How to read a snapshot. */
export interface SnapshotOptions extends WaitOptions {
  /**
   * On a server: how long a statement may take, in milliseconds. `Infinity` means no limit, for counting and
   * comparing a whole table. Default: the `readTimeout` of the database.
   */
  readonly statementTimeout?: number;
}

/**
 * Called once for each reason for a wait of about a second. The reason is a sentence that names who is waited
 * for: "Waiting for a transaction of user backup (pg_dump, process 4711), open since …". Nothing waits for the
 * listener: its errors become a Node.js warning, `CELLBRIDGE_LISTENER`.
 */
export type OnWait = (reason: string) => unknown;

/**
 * An open database, for any number of calls at once. Used as a {@link Reader}, it runs each statement by itself
 * on the committed data. Such a statement cannot write.
 *
 * Implemented by `OpenedDatabase`, over the `ConnectionSource` of a dialect.
 */
export interface Database<Tables = unknown> extends Reader<Tables>, AsyncDisposable {
  /** The URL, without its password. */
  readonly description: string;

  /**
   * Runs `body` in a transaction: commits it when `body` resolves, rolls it back when `body` rejects. The
   * transaction sees what others commit meanwhile (READ COMMITTED); on SQLite others cannot write meanwhile.
   *
   * A failed statement fails the transaction, even if `body` catches the error. The transaction cannot be used
   * once `body` has settled. One that MySQL or MariaDB ends in a deadlock begins anew, up to ten times, so that `body`
   * runs again.
   *
   * @throws NestedTransactionError inside a transaction on the same database.
   * @throws DatabaseBusyError if a lock is not free within `lockTimeout`.
   * @throws DatabaseTimeoutError if a statement takes longer than `statementTimeout`.
   * @throws ConnectionError if the connection is lost. If that happens during the commit, the message says that
   * the outcome is unknown.
   */
  transaction<T>(body: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;

  /**
   * Runs `body` on one state of the database, whatever others commit meanwhile.
   *
   * @throws DatabaseTimeoutError if a statement takes too long.
   * @throws InvalidOptionError if `statementTimeout` is not a number of milliseconds.
   */
  snapshot<T>(body: (reader: Reader<Tables>) => Promise<T>, options?: SnapshotOptions): Promise<T>;

  /**
   * Runs `body` while no other process runs one with the same name, over one connection and without a time
   * limit for statements and locks. On SQLite it is one write transaction. On PostgreSQL another connection,
   * outside the pool, holds the name; on MySQL that connection itself.
   */
  exclusive<T>(
    name: string,
    body: (session: Session) => Promise<T>,
    options?: WaitOptions,
  ): Promise<T>;

  /**
   * Waits for running calls, and closes every connection. Nothing can begin after it.
   *
   * @throws NestedTransactionError inside one of its own transactions: it would wait forever.
   */
  close(): Promise<void>;
}
