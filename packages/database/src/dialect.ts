import type { Column, Placeholder, SQL } from 'drizzle-orm';
import type { DialectName } from './dialects/index.js';
import type { Inspection } from './inspection.js';
import type { Reader } from './store.js';
import type { BulkRows, Table } from './writes.js';

/** The types of bulk columns; a timestamp is in Nova's text form. */
export type BulkType = 'integer' | 'text' | 'timestamp';

/** A column of bulk rows: one value per row. */
export interface BulkColumn {
  /** The type that the database gives the values. */
  readonly type: BulkType;
  /** All columns have the same number of values. */
  readonly values: readonly (string | number | null)[];
}

/**
 * Asks, within a transaction, for how many milliseconds somebody has waited for its locks: 0 if nobody does, and
 * `Infinity` if somebody may, and the database does not tell for how long.
 */
export type LockWaits = (transaction: Pick<Reader, 'all'>) => Promise<number>;

/** How a server follows the one whose changes it replicates. */
export interface ReplicaState {
  /** Whether it is set up to replicate another one. */
  readonly isReplica: boolean;
  /** Seconds that it is behind; `null` if its replication is stopped, or has not begun. */
  readonly lagSeconds: number | null;
}

/**
 * The differences between the kinds of database. A query is written once and asks its dialect for these parts.
 * Nothing else asks which dialect it runs on.
 */
export interface Dialect {
  /** For choosing a dialect's tables, never for a branch. */
  readonly name: DialectName;

  /** Whether two write transactions can run on one database at once. */
  readonly concurrentWriters: boolean;

  /**
   * Whether locks can be lost before everything that was sent is done: a server releases the locks of a lost
   * connection, while those of a file stay with the process that does the work.
   */
  readonly losesLocks: boolean;

  /**
   * Returns bulk rows as a source for FROM, with the name `alias`, in the order given. Takes one parameter per
   * column, or one in all, whatever the number of rows. The names go into the text unchanged.
   */
  rows(columns: BulkRows, alias: string): SQL;

  /** Returns bulk rows, one at least, as the source of an INSERT, after the names of its columns. MySQL's are in the text. */
  inserted(columns: BulkRows): SQL;

  /**
   * Returns whether a column holds one of the values. A placeholder gets them at each execution, and takes one
   * parameter.
   */
  anyOf(
    column: Column | SQL,
    values: readonly (string | number)[] | Placeholder,
    type: 'integer' | 'text',
  ): SQL;

  /**
   * Returns whether a text column holds a text with the same bytes, whatever its collation takes as equal. Uses an
   * index.
   */
  equals(column: Column | SQL, text: string | SQL | Placeholder): SQL;

  /**
   * Returns whether a text column holds a text, or its bytes if it can hold bytes: these read as the same text.
   * Uses an index.
   */
  holds(column: Column | SQL, text: string | SQL | Placeholder): SQL;

  /** Whether two columns of the same type hold the same value, texts by their bytes; or both hold none. */
  isSame(left: Column | SQL, right: Column | SQL): SQL;

  /** The bytes of a text if a text column can hold bytes; else `undefined`. */
  asBytes(text: SQL | Placeholder): SQL | undefined;

  /** Whether a text column holds one of the texts, or the bytes of one, like {@link Dialect.holds}. */
  holdsAnyOf(column: Column | SQL, texts: readonly string[]): SQL;

  /**
   * Returns a list as a column of a `select`: the values of `element` over the rows of `from` (the text after
   * FROM), in the order of `orderBy`; `[]` if there are no rows. Several values become one element, a list.
   */
  jsonArray<T>(element: SQL | readonly SQL[], from: SQL, orderBy: SQL): SQL<T[]>;

  /**
   * Returns whether a text column holds text rather than bytes, which sort after all texts: for pages in the
   * order of such a column. `undefined` if it can hold only text.
   */
  isText(column: Column | SQL): SQL | undefined;

  /** The bytes of a stored text as hexadecimal digits: for a text that looks as if it were not UTF-8. */
  bytes(text: Column | SQL): SQL<string | null>;

  /**
   * Sorts and compares a text column by its bytes (UTF-8), whatever the collation of the database: for pages
   * that JavaScript merges, or that go on in another database.
   */
  byteOrder(column: Column | SQL): SQL;

  /** Whether a timestamp column holds a value that sorts the way it reads. NULL or false if it holds none. */
  sortsAsRead(column: Column | SQL): SQL<boolean | null>;

  /**
   * The current time by the clock of the database, as Nova stores it (UTC): to write, and to compare with what
   * was written by it. The clocks of other machines do not matter.
   */
  readonly clock: SQL<string>;

  /**
   * Returns a time stamp (`YYYY-MM-DD HH:MM:SS.ffffff`) as a column of Nova's tables keeps it: they may hold whole
   * seconds only, and cut the rest. The tables of Cellbridge keep all of it.
   */
  storedTimestamp(timestamp: string): string;

  /** A time stamp of a table of Cellbridge, in whole seconds since 1970. */
  epochSeconds(column: Column | SQL): SQL<number>;

  /**
   * Whether a transaction undoes the creation of a table. Otherwise each such statement commits by itself, and a
   * sync that is lost leaves a part of its work.
   */
  readonly transactionalDdl: boolean;

  /** The queries on its catalogue, and the statements that change it. */
  readonly inspection: Inspection;

  /**
   * Limits a query to the rows of `table` that match a condition, for locking them: where a lock takes every index
   * entry that leads to a row, others would meet these locks in another order than those of the rows.
   */
  rowsToLock(table: Table, condition: SQL | undefined): SQL | undefined;

  /**
   * Returns what transactions that follow each other ask to learn who waits for them; `undefined` if the database does
   * not tell.
   *
   * @param options.elsewhere leaves out who waits in this process, where that can be told apart. Default: false.
   */
  createLockWaits(options?: { readonly elsewhere?: boolean }): LockWaits | undefined;

  /**
   * Asks a server how it follows the one whose changes it replicates.
   *
   * @throws PermissionError that names the GRANT if the user may not ask that.
   */
  readReplicaState(reader: Pick<Reader, 'all'>): Promise<ReplicaState>;

  /** Locks the rows of a query until the transaction ends. `skipLocked` skips rows that others have locked. */
  lock<Query>(query: Query, options?: { skipLocked?: boolean }): Query;
}
