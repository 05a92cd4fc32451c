import type { SQL } from 'drizzle-orm';

/** The queries on a dialect's catalogue; each returns rows of the columns named here. */
export interface Inspection {
  /** {@link TableRow}: the tables that a statement would find by these names. */
  tables(names: readonly string[]): SQL;
  /** `table_name`, `column_name`: the columns of each. */
  columns(names: readonly string[]): SQL;
  /**
   * `table_name`, `name`, `full_name`, `is_valid`: the indexes of each. One left by a failed build is not
   * valid.
   */
  indexes(names: readonly string[]): SQL;
  /** {@link PlaceRow}: one row with the user, and where new tables go. */
  readonly place: SQL;
  /** What only a server has, where several people have tables; `undefined` if everybody shares one file. */
  readonly shared: SharedInspection | undefined;
  /** `name`: the columns of one table; none if the table is missing. */
  columnsOf(table: string): SQL;
  /** The collation that sorts an index by bytes; `undefined` if every index does. */
  readonly byteCollation: string | undefined;
  /** The word after CREATE or DROP INDEX that keeps others from waiting. */
  readonly concurrently: string;
}

/** Further queries on the catalogue of a server. */
export interface SharedInspection {
  /** `table_name`, `full_name`: the tables of the same name that each hides, further on the search path. */
  hidden(names: readonly string[]): SQL;
  /** `table_name`, `schema_name`: those on the search path, in a schema that the user may not use. */
  outOfReach(names: readonly string[]): SQL;
  /** `table_name`, `full_name`: the sequences of each that the user may not use. */
  refusedSequences(names: readonly string[]): SQL;
  /** Creates new tables in this schema until the transaction ends. */
  makeIn(schema: string): SQL;
  /** Limits the session's waits for locks to two seconds from now on. */
  readonly waitBriefly: SQL;
}

/** A table in the catalogue; true is `true` or 1. */
export interface TableRow {
  readonly table_name: string;
  /** With its schema, quoted if needed. */
  readonly full_name: string;
  /** Quoted if needed. */
  readonly schema_name: string;
  /** `table`, or what it is instead, such as `a view`. */
  readonly kind: string;
  /** Its owner, quoted. */
  readonly owner: string;
  readonly is_owned: boolean | number;
  /** Whether the user may create something in its schema. */
  readonly may_create: boolean | number;
  readonly may_select: boolean | number;
  readonly may_insert: boolean | number;
  readonly may_update: boolean | number;
  readonly may_delete: boolean | number;
}

/** The user, and where new tables go. */
export interface PlaceRow {
  /** Quoted. */
  readonly user_name: string;
  /** The schema for new tables, quoted; `null` if there is none. */
  readonly schema_name: string | null;
  readonly may_create: boolean | number;
}
