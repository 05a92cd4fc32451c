import type { SQL } from 'drizzle-orm';

/** What a dialect's catalogue is asked; each query gives rows of the columns named here. */
export interface Inspection {
  /** {@link TableRow}: those of the names that a statement would find, and what is behind them. */
  tables(names: readonly string[]): SQL;
  /** `table_name`, `column_name`: the columns of each. */
  columns(names: readonly string[]): SQL;
  /** `table_name`, `name`, `full_name`, `is_valid`: the indexes of each; one is not valid that a failed build has left. */
  indexes(names: readonly string[]): SQL;
  /** {@link PlaceRow}: one row, who asks and where new tables go. */
  readonly place: SQL;
  /** What only a server has, on which several people have tables; `undefined` where a file is everybody's. */
  readonly shared: SharedInspection | undefined;
  /** `name`: the columns of one table; none if it is not there. */
  columnsOf(table: string): SQL;
  /** What makes the order of an index that of bytes; `undefined` where every index has it. */
  readonly byteCollation: string | undefined;
  /** What goes between CREATE or DROP INDEX and the name, so that nobody has to wait. */
  readonly concurrently: string;
}

/** What the catalogue of a server is asked beside. */
export interface SharedInspection {
  /** `table_name`, `full_name`: the tables of the same name that each hides, further on the search path. */
  hidden(names: readonly string[]): SQL;
  /** `table_name`, `schema_name`: those that lie on the search path, in a schema that the user may not use. */
  outOfReach(names: readonly string[]): SQL;
  /** `table_name`, `full_name`: the sequences of each that the user may not use. */
  refusedSequences(names: readonly string[]): SQL;
  /** Has new tables made in this schema until the transaction ends. */
  makeIn(schema: string): SQL;
  /** Has the session wait for locks two seconds at most, from now on. */
  readonly waitBriefly: SQL;
}

/** A table as the catalogue has it; truth is `true` or 1. */
export interface TableRow {
  readonly table_name: string;
  /** With its schema, quoted where that is needed. */
  readonly full_name: string;
  /** Quoted likewise. */
  readonly schema_name: string;
  /** `table`, or what it is instead: `a view`. */
  readonly kind: string;
  /** Who owns it, quoted. */
  readonly owner: string;
  readonly is_owned: boolean | number;
  /** Whether the user may make something in its schema. */
  readonly may_create: boolean | number;
  readonly may_select: boolean | number;
  readonly may_insert: boolean | number;
  readonly may_update: boolean | number;
  readonly may_delete: boolean | number;
}

/** Who asks, and where new tables go. */
export interface PlaceRow {
  /** Quoted. */
  readonly user_name: string;
  /** The schema in which a new table would be made, quoted; `null` where there is none. */
  readonly schema_name: string | null;
  readonly may_create: boolean | number;
}
