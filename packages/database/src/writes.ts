import type { GetColumnData, SQL } from 'drizzle-orm';
import type { PgColumn, PgInsertValue, PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { BulkColumn } from './dialect.js';

/** A table of Drizzle's. Those of every dialect are typed as PostgreSQL's. */
export type Table = PgTable;

/** A row that is to be inserted. */
export type NewRow<T extends Table> = PgInsertValue<T>;

/** What is set in rows that are there. */
export type Change<T extends Table> = PgUpdateSetSource<T>;

/** Rows in bulk: the values of each column, by its name in the database. */
export type BulkRows = Readonly<Record<string, BulkColumn>>;

/** Columns to be given back, by the names that they are given. */
export type Fields = Readonly<Record<string, PgColumn>>;

/** A row of {@link Fields}. */
export type FieldValues<F extends Fields> = { [Name in keyof F]: GetColumnData<F[Name]> };

/** What of Drizzle's builders every kind of database has. */
export interface Builders {
  /** Drizzle's `insert`: one row, or several. */
  insert<T extends Table>(
    table: T,
  ): { values(rows: NewRow<T> | NewRow<T>[]): PromiseLike<unknown> };
  /** Drizzle's `update`: the rows that fulfil a condition. */
  update<T extends Table>(table: T): { set(change: Change<T>): Conditional };
  /** Drizzle's `delete`: the rows that fulfil a condition. */
  delete(table: Table): Conditional;
}

/** A statement on the rows that fulfil a condition; without one, on all. */
export interface Conditional extends PromiseLike<unknown> {
  /** Limits it to these rows. */
  where(condition: SQL | undefined): PromiseLike<unknown>;
}

/** What each kind of database does in its own way. */
export interface Verbs {
  /**
   * Inserts rows in bulk, and gives the ids that they got.
   *
   * @param key a column of text which tells the rows apart; its values lead to the ids.
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
   * @param change what is set in the row that is there; `proposed` stands for a value of the other one.
   */
  upsert<T extends Table>(
    table: T,
    row: NewRow<T>,
    keys: readonly PgColumn[],
    change: (proposed: (column: PgColumn) => SQL) => Change<T>,
  ): Promise<void>;

  /**
   * Deletes the rows that fulfil a condition, and gives them back: each row to one transaction only, however
   * many take at once. With `change` they are changed instead: soft-deleted, say.
   */
  take<T extends Table, F extends Fields>(
    table: T,
    fields: F,
    condition: SQL | undefined,
    change?: Change<T>,
  ): Promise<FieldValues<F>[]>;
}
