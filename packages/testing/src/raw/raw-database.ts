import type { DialectName } from '@cellbridge/database';

/**
 * What a database gives and takes. Timestamps are text, `YYYY-MM-DD HH:MM:SS.ffffff`. A boolean comes back as 0 or 1
 * where the database stores a number.
 */
export type Value = string | number | boolean | null;

/** A row, by column name. */
export type Row = Readonly<Record<string, Value>>;

/**
 * A database over its bare driver, without Cellbridge: for preparing tests and checking their results. Placeholders
 * are written `?` for every dialect.
 */
export interface RawDatabase {
  /** For choosing from a table by dialect, never for a branch. */
  readonly dialect: DialectName;
  readonly url: string;
  /** The queries whose rows describe its columns, indexes and constraints. */
  readonly catalogueQueries: readonly string[];
  /** Runs a statement and returns its rows, if any. */
  query(text: string, ...values: Value[]): Promise<Row[]>;
  /** Inserts any number of rows, all or none. They must have the same columns. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  /** Takes ids for new rows of a table, ascending. */
  takeIds(table: string, count: number): Promise<number[]>;
  /** Makes new ids of a table follow its highest one; needed after rows came with ids of their own or went. */
  followIds(table: string): Promise<void>;
  /** Begins a transaction that is going to write. It ends with a COMMIT or ROLLBACK as a query. */
  beginWriting(): Promise<void>;
  /** In such a transaction: keeps everybody else from writing to a table until its end. They can read. */
  lockTable(table: string): Promise<void>;
  /**
   * Whether somebody waits for a lock. Where that cannot be seen: gives this process enough turns to reach the lock,
   * and says yes.
   */
  isBlocked(): Promise<boolean>;
  /** Lets this connection add rows to a table of policies or members without a group. */
  dropForeignKey(table: string): Promise<void>;
  /** Takes a UNIQUE constraint away from a table. Other constraints may go too. */
  dropUnique(table: string, constraint: string): Promise<void>;
  /** Takes an index away from a table. */
  dropIndex(table: string, index: string): Promise<void>;
  /** Renews what the planner knows of the tables. */
  analyze(): Promise<void>;
  /** The plan of a query, which is run first. A whole table is scanned only where no index serves. */
  explain(query: string, values: readonly Value[]): Promise<Row[]>;
  close(): Promise<void>;
}
