import type { DialectName } from '../dialects/index.js';
import type { SqlMigration } from './migrations.js';

/** What a user may do with the rows of a table. */
export type Right = 'select' | 'insert' | 'update' | 'delete';

/** A schema: what makes it, and what of it is Nova's. */
export interface SchemaDefinition {
  /** `api` or `cell`. */
  readonly name: string;
  /** The SQL migrations for each dialect, in their order. The first makes Nova's tables. */
  readonly migrations: Readonly<Record<DialectName, readonly SqlMigration[]>>;
  /** Nova's tables, and the columns that are made of each. */
  readonly nova: Readonly<Record<string, readonly string[]>>;
  /**
   * Those of the columns that earlier releases of Nova do not have: a database may lack them, and
   * `Reader#hasColumn` of `@cellbridge/database` says whether it does.
   */
  readonly later?: Readonly<Record<string, readonly string[]>>;
  /** Those of the tables that earlier releases of Nova do not have: they are made where they are missing. */
  readonly laterTables?: readonly string[];
  /**
   * Whether the database remembers its migrations in a table of ours, `cellbridge_migrations`. Where
   * it must not hold one, its tables and indexes show what it has; then the first migration is the
   * only one.
   */
  readonly bookkeeping: boolean;
  /**
   * What whoever works on Nova's tables does with their rows. A sync says what its user may not do, and
   * the statement that grants it. Of our own tables it is everything.
   */
  readonly rights?: Readonly<Record<string, readonly Right[]>>;
  /** Indexes of ours on Nova's tables. */
  readonly indexes: readonly IndexDefinition[];
}

/** An index of ours on a table of Nova's. */
export interface IndexDefinition {
  /** Its name. */
  readonly name: string;
  /** The table that it is on. */
  readonly table: string;
  /** The column that it holds. */
  readonly column: string;
  /** The rows that it holds, as a condition in SQL; all if it is left out. */
  readonly where?: string;
  /** Whether it is in the order of bytes. It is left out where Nova's own indexes have that order. */
  readonly inByteOrder?: boolean;
}
