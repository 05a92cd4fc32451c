import type { GetColumnData, SQL } from 'drizzle-orm';
import type { PgColumn, PgInsertValue, PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { BulkColumn } from './dialect.js';

/** A table of Drizzle's. The tables of every dialect are typed as PostgreSQL's. */
export type Table = PgTable;

/** A row to insert. */
export type NewRow<T extends Table> = PgInsertValue<T>;

/** The values to set in existing rows. */
export type Change<T extends Table> = PgUpdateSetSource<T>;

/** Rows in bulk: the values of each column, by its name in the database. */
export type BulkRows = Readonly<Record<string, BulkColumn>>;

/** Columns to return, by their names in the result. */
export type Fields = Readonly<Record<string, PgColumn>>;

/** A row of {@link Fields}. */
export type FieldValues<F extends Fields> = { [Name in keyof F]: GetColumnData<F[Name]> };

/** Those of Drizzle's builders that every kind of database has. */
export interface Builders {
  /** Drizzle's `insert`: one row, or several. */
  insert<T extends Table>(
    table: T,
  ): {
    /** Inserts these rows. */
    values(rows: NewRow<T> | NewRow<T>[]): PromiseLike<unknown>;
  };
  /** Drizzle's `update`: changes the rows that match a condition. */
  update<T extends Table>(
    table: T,
  ): {
    /** Sets these columns. */
    set(change: Change<T>): Conditional;
  };
  /** Drizzle's `delete`: deletes the rows that match a condition. */
  delete(table: Table): Conditional;
}

/** A statement on the rows that match a condition; without one, on all. */
export interface Conditional extends PromiseLike<unknown> {
  /** Limits it to these rows. */
  where(condition: SQL | undefined): PromiseLike<unknown>;
}

/** What each kind of database does in its own way. */
export interface Verbs {
  /**
   * Inserts rows in bulk, and returns their new ids.
   *
   * @param key a text column that identifies the rows; the result maps its values to the ids.
   */
  insertReturningIds(table: Table, rows: BulkRows, key: string): Promise<Map<string, number>>;

  /**
   * Inserts a row, unless there is one with the same primary or unique key, which stays as it is.
   *
   * @returns whether it was inserted.
   */
  insertIfAbsent<T extends Table>(table: T, row: NewRow<T>): Promise<boolean>;

  /**
   * Inserts a row, or changes the one with the same key.
   *
   * @param keys the columns of its primary key, or of a unique constraint.
   * @param change the values to set in the existing row; `proposed` stands for a value of the new one.
   */
  upsert<T extends Table>(
    table: T,
    row: NewRow<T>,
    keys: readonly PgColumn[],
    change: (proposed: (column: PgColumn) => SQL) => Change<T>,
  ): Promise<void>;

  /**
   * Inserts rows in bulk. A row with the same key gets the other values of the new one.
   *
   * @param keys the columns of the primary key, or of a unique constraint.
   */
  upsertRows(table: Table, rows: BulkRows, keys: readonly string[]): Promise<void>;

  /**
   * Deletes the rows that match a condition, and returns them: each row to one transaction only, however many
   * take at once. With `change` it changes them instead, for example soft-deletes them. The table has a number `id`.
   *
   * @param most how many, the first by their ids; default: all.
   */
  take<T extends Table, F extends Fields>(
    table: T,
    fields: F,
    condition: SQL | undefined,
    change?: Change<T>,
    most?: number,
  ): Promise<FieldValues<F>[]>;
}
