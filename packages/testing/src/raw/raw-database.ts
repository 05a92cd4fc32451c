import type { DialectName } from '@cellbridge/schema';

/** What a database gives and takes. Timestamps are text, `YYYY-MM-DD HH:MM:SS.ffffff`. */
export type Value = string | number | boolean | null;

/** A row, by column name. */
export type Row = Readonly<Record<string, Value>>;

/**
 * A database over its bare driver, with nothing of Cellbridge in between: what tests set up with and
 * check against. Placeholders are written `?` for either dialect.
 */
export interface RawDatabase {
  readonly dialect: DialectName;
  readonly url: string;
  /** Runs a statement, and gives its rows, if it has any. */
  query(text: string, ...values: Value[]): Promise<Row[]>;
  /** Inserts any number of rows, all or none, which must have the same columns. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  /** Takes ids for new rows of a table, ascending. */
  takeIds(table: string, count: number): Promise<number[]>;
  close(): Promise<void>;
}
