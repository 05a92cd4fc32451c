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

export interface OpenOptions {
  /** SQLite: makes the file and its folder if they are not there. Default false. */
  readonly create?: boolean;
  /** Milliseconds that connecting may take. Default 10,000. */
  readonly connectTimeout?: number;
  /** Milliseconds that a statement may take (PostgreSQL). Default 60,000. */
  readonly statementTimeout?: number;
  /** Milliseconds that a lock is waited for. Default 30,000. */
  readonly lockTimeout?: number;
  /** How many connections there may be at once (PostgreSQL). Default 10. */
  readonly poolSize?: number;
  /** TLS (PostgreSQL); `sslmode` and the like in the URL are heeded too. */
  readonly tls?: import('node:tls').ConnectionOptions;
  /**
   * Awaited before each statement: for counting, tracing and injected faults. What it throws is
   * taken for the loss of the connection at that point.
   */
  readonly intercept?: (statement: Statement) => void | Promise<void>;
}

/**
 * An open database. Used as a {@link Reader} it runs each statement by itself, with what was
 * committed before; on SQLite over a connection that cannot write.
 */
export interface Database extends Reader, AsyncDisposable {
  /** The URL, without its password. */
  readonly description: string;

  /**
   * Runs `body` in one transaction: committed when it is done, rolled back when it throws. It sees
   * what others commit meanwhile (READ COMMITTED); on SQLite others cannot write meanwhile.
   *
   * @throws NestedTransactionError inside a transaction on the same database.
   */
  transaction<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>;

  /** Runs `body` on one state of the database, whatever others commit meanwhile. */
  snapshot<T>(body: (reader: Reader) => Promise<T>): Promise<T>;

  /** Runs `body` while no other process runs one of the same name. Without a time limit for statements. */
  exclusive<T>(name: string, body: (session: Session) => Promise<T>): Promise<T>;

  /** Waits for what is under way, and closes every connection. */
  close(): Promise<void>;
}
