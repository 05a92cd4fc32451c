import type { Column, Placeholder, SQL } from 'drizzle-orm';
import type { DialectName } from './dialects/index.js';
import type { Inspection } from './inspection.js';

/** The types that rows in bulk are made of; a timestamp is Nova's text form. */
export type BulkType = 'integer' | 'text' | 'timestamp';

/** A column of rows in bulk: its values, one a row. */
export interface BulkColumn {
  /** What the database takes the values for. */
  readonly type: BulkType;
  /** As many as every other column of these rows has. */
  readonly values: readonly (string | number | null)[];
}

/**
 * What differs from one kind of database to another. A query is written once and asks its dialect
 * for these parts; nothing else asks which dialect it runs on.
 */
export interface Dialect {
  /** For choosing a dialect's tables, never for a branch. */
  readonly name: DialectName;

  /** Whether two write transactions on one database can be under way at once. */
  readonly concurrentWriters: boolean;

  /**
   * Whether locks can be lost before all that was sent has been done: those that a server holds for a
   * connection go with it, while those of a file stay with the process that does the work.
   */
  readonly losesLocks: boolean;

  /**
   * Rows in bulk as a source for FROM, under the name `alias`; they come in the order given. One
   * parameter a column, or one in all, whatever the number of rows. The names go into the text as
   * they are.
   */
  rows(columns: Readonly<Record<string, BulkColumn>>, alias: string): SQL;

  /**
   * Whether a column holds one of the values; a placeholder is given them at each execution. One
   * parameter, whatever their number.
   */
  anyOf(
    column: Column | SQL,
    values: readonly (string | number)[] | Placeholder,
    type: 'integer' | 'text',
  ): SQL;

  /**
   * Whether a column of text holds a text, or its bytes, where it can hold such: they read as that text. Along
   * an index.
   */
  holds(column: Column | SQL, text: string | SQL | Placeholder): SQL;

  /** The bytes of a text, where a column of text can hold them in its place; else `undefined`. */
  asBytes(text: SQL | Placeholder): SQL | undefined;

  /** Whether a column of text holds one of the texts, or the bytes of one, as {@link Dialect.holds}. */
  holdsAnyOf(column: Column | SQL, texts: readonly string[]): SQL;

  /**
   * A list as a column of a `select`: the values of `element` over the rows of `from` (what follows
   * FROM), in the order of `orderBy`; `[]` where there is none. Several values are one element as a list.
   */
  jsonArray<T>(element: SQL | readonly SQL[], from: SQL, orderBy: SQL): SQL<T[]>;

  /**
   * Whether a column of text holds text, and not bytes, which come after all texts: for pages in the order
   * of such a column. `undefined` where it can hold nothing else.
   */
  isText(column: Column | SQL): SQL | undefined;

  /** The bytes of a stored text, as hexadecimal digits: for one that reads as if it were no UTF-8. */
  bytes(text: Column | SQL): SQL<string | null>;

  /**
   * A text column in the order of its bytes (UTF-8), whatever collation the database has: for pages that
   * JavaScript merges, or that go on in another database. To compare and to sort by.
   */
  byteOrder(column: Column | SQL): SQL;

  /**
   * Whether a column of time stamps holds one in the order of what it is read as. Where it holds none, NULL or
   * false.
   */
  sortsAsRead(column: Column | SQL): SQL<boolean | null>;

  /**
   * What the clock of the database says now, as Nova stores a time, UTC: to write, and to read what was
   * written by it. So it does not matter what the clocks of other machines say.
   */
  readonly clock: SQL<string>;

  /** What its catalogue is asked. */
  readonly inspection: Inspection;

  /** Locks the rows of a query until the transaction ends; `skipLocked` passes over those of others. */
  lock<Query>(query: Query, options?: { skipLocked?: boolean }): Query;
}
