import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Dialect } from './dialect.js';
import type { Execute } from './execute.js';
import type { Builders, BulkRows, Table, Verbs } from './writes.js';

/** Drizzle's builders, typed as PostgreSQL's for every dialect. */
export type DrizzleStore = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/**
 * Reads a database: the database itself, one statement at a time, or a transaction on it. `Tables` are the
 * tables of its schema, so that the reader of another schema does not compile.
 *
 * Implemented by `OpenedDatabase`; within a transaction or a snapshot by `readerWith` in `reader.ts`.
 */
export interface Reader<Tables = unknown> {
  /** The differences between the kinds of database, for parts of queries. */
  readonly dialect: Dialect;
  /** The tables of the schema that the database was opened with, as Drizzle's of this dialect. */
  readonly tables: Tables;
  /** Drizzle's `select`, over tables of this dialect. */
  readonly select: DrizzleStore['select'];
  /** Drizzle's `selectDistinct`. */
  readonly selectDistinct: DrizzleStore['selectDistinct'];
  /** @internal Sends one statement: everything else builds on it. */
  readonly execute: Execute;
  /**
   * The node of a cluster that a transaction or a snapshot runs on: its row locks hold on this node only. Undefined if
   * there is no such cluster, and for the database itself.
   */
  readonly node?: string | undefined;
  /** Runs a statement and returns its rows, as objects by column name. */
  all<Row>(query: SQL): Promise<Row[]>;
  /**
   * Returns whether a table has a column that a later release of its owner adds; `false` if there is no such
   * table.
   *
   * A known column is remembered while the database is open, and costs no statement. A missing one is looked
   * for again: by the database itself ten seconds later, in a transaction or a snapshot each time.
   */
  hasColumn(table: string, column: string): Promise<boolean>;
}

/**
 * Reads and writes a database within one transaction, until that ends. It can do what every kind of database
 * can; what each does in its own way is a verb.
 */
export interface Transaction<Tables = unknown> extends Reader<Tables>, Builders, Verbs {
  /** Inserts rows in bulk. */
  insertRows(table: Table, rows: BulkRows): Promise<void>;
  /** Deletes the rows that match a condition, and returns their number. */
  deleteCounted(table: Table, condition: SQL | undefined): Promise<number>;
  /** Runs a statement and returns the number of changed rows. */
  run(query: SQL): Promise<number>;
}

/** One connection outside of a transaction, while nobody else has the same named lock. */
export interface Session extends Pick<Transaction, 'dialect' | 'all' | 'run'> {
  /**
   * Runs `body` in a transaction on this connection; on SQLite, in the running one. If others have a lock that
   * it needs, it releases its own, so that nobody queues behind it, and runs again.
   */
  transaction<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Cleans up what a rollback does not undo, even after a signal has ended the rest: `body` removes what is
   * left. SQLite never calls it, because its one transaction is rolled back.
   */
  cleanUp(body: (session: Pick<Transaction, 'all' | 'run'>) => Promise<void>): Promise<void>;
}
