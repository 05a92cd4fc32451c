import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Dialect } from './dialect.js';
import type { Execute } from './execute.js';
import type { Builders, BulkRows, Table, Verbs } from './writes.js';

/** Drizzle's builders, typed as PostgreSQL's for every dialect. */
export type DrizzleStore = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/**
 * Reads a database: the database itself, for one statement at a time, or a transaction on it. `Tables` are
 * those of the schema that it was opened with, so that the reader of another schema does not compile.
 */
export interface Reader<Tables = unknown> {
  /** What differs from one kind of database to another, for parts of queries. */
  readonly dialect: Dialect;
  /** The tables of the schema that the database was opened with, as Drizzle's of this dialect. */
  readonly tables: Tables;
  /** Drizzle's `select`, over tables of this dialect. */
  readonly select: DrizzleStore['select'];
  /** Drizzle's `selectDistinct`. */
  readonly selectDistinct: DrizzleStore['selectDistinct'];
  /** @internal Sends one statement: what everything else is made of. */
  readonly execute: Execute;
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

/**
 * Reads and writes a database within one transaction. Of no use once that has ended. It can do what every
 * kind of database can; what each does in its own way is a verb.
 */
export interface Transaction<Tables = unknown> extends Reader<Tables>, Builders, Verbs {
  /** Inserts rows in bulk. */
  insertRows(table: Table, rows: BulkRows): Promise<void>;
  /** Deletes the rows that fulfil a condition, and gives their number. */
  deleteCounted(table: Table, condition: SQL | undefined): Promise<number>;
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
