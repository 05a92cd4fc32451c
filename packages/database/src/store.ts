import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Dialect } from './dialect.js';

/**
 * Drizzle's verbs, typed as PostgreSQL's for every dialect. Only those that mean the same everywhere
 * are exposed.
 */
export type DrizzleStore = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** Reads a database: the database itself, for one statement at a time, or a transaction on it. */
export interface Reader {
  /** What differs from one kind of database to another, for parts of queries. */
  readonly dialect: Dialect;
  /** Drizzle's `select`, over tables of this dialect. */
  readonly select: DrizzleStore['select'];
  /** Drizzle's `selectDistinct`. */
  readonly selectDistinct: DrizzleStore['selectDistinct'];
  /** Runs a statement and gives its rows, as objects by column name. */
  all<Row>(query: SQL): Promise<Row[]>;
  /**
   * Whether a table has a column which a later release of its owner adds; `false` also where there is
   * no such table.
   *
   * A column that was seen is remembered for as long as the database is open, and costs no statement.
   * One that was missing is looked for again: by the database itself ten seconds later, in a
   * transaction or a snapshot each time.
   */
  hasColumn(table: string, column: string): Promise<boolean>;
}

/** Reads and writes a database within one transaction. Of no use once that has ended. */
export interface Transaction extends Reader {
  /** Drizzle's `insert`. */
  readonly insert: DrizzleStore['insert'];
  /** Drizzle's `update`. */
  readonly update: DrizzleStore['update'];
  /** Drizzle's `delete`. */
  readonly delete: DrizzleStore['delete'];
  /** Runs a statement and gives the number of rows that it changed. */
  run(query: SQL): Promise<number>;
}

/** One connection outside of a transaction, while nobody else has the same named lock. */
export interface Session extends Pick<Transaction, 'dialect' | 'all' | 'run'> {
  /**
   * Runs `body` in a transaction on this connection; on SQLite, in the one that is under way. Where
   * others have a lock that it needs, it lets go, so that nobody queues behind it, and runs again.
   */
  transaction<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Undoes what is not undone by itself, also when a signal has ended the rest: `body` removes what is
   * left. On SQLite it is not called, for there the one transaction is rolled back.
   */
  cleanUp(body: (session: Pick<Transaction, 'all' | 'run'>) => Promise<void>): Promise<void>;
}
