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
  /** What only a server has whose tables have owners; `undefined` for the others. */
  readonly shared: SharedInspection | undefined;
  /** {@link TextColumnRow}: the columns of each that hold text of limited kinds; none if every text fits. */
  textColumns(names: readonly string[]): SQL;
  /** `name`: the columns of one table; none if the table is missing. */
  columnsOf(table: string): SQL;
  /**
   * Returns the statement that builds an index while others write; `undefined` if the database needs no such
   * index.
   *
   * @param table the table as a statement has to write it.
   */
  indexStatement(index: IndexParts, table: string): string | undefined;
  /**
   * Returns what to do if a server cannot build an index while others write, as a sentence; `undefined` for any
   * other error.
   */
  indexRemedy(error: unknown, index: IndexParts, table: string): string | undefined;
  /**
   * Limits to two seconds how long the session waits for locks: everybody queues behind it, while it waits for a
   * table that it changes.
   * `undefined` if nobody does.
   */
  readonly queueBriefly: SQL | undefined;
  /** What follows the columns when a table of Cellbridge's own is created. */
  readonly tableOptions: string;
  /** How an owner grants what a user lacks. */
  readonly grants: Grants;
}

/** An index to build. */
export interface IndexParts {
  readonly name: string;
  readonly column: string;
  /** Indexes only the rows in which a column has this value. Default: all rows. */
  readonly where?: { readonly column: string; readonly value: number };
  /** Whether it is in byte order. */
  readonly inByteOrder?: boolean;
  /** Whether its column has a foreign key. */
  readonly hasForeignKey?: boolean;
}

/** The statements that grant what a user lacks, each with a semicolon. */
export interface Grants {
  /** Grants rights on the rows of tables, such as `select, insert`. */
  onTables(rights: string, tables: readonly string[], user: string): readonly string[];
  /** Grants the right to create something in a schema. */
  toCreate(schema: string, user: string): string;
  /** Grants the use of a schema or of sequences: `what` is the kind and the names. */
  toUse(what: string, user: string): string;
}

/** Further queries on the catalogue of a server. */
export interface SharedInspection {
  /** `table_name`, `full_name`: the tables of the same name that each hides, further on the search path. */
  hidden(names: readonly string[]): SQL;
  /** `table_name`, `schema_name`: those on the search path, in a schema that the user may not use. */
  outOfReach(names: readonly string[]): SQL;
  /** `table_name`, `full_name`: the sequences of each that the user may not use. */
  refusedSequences(names: readonly string[]): SQL;
  /**
   * {@link SequenceRow}: the sequences that generate the ids of these tables. One that the user may not read is left
   * out.
   */
  sequences(names: readonly string[]): SQL;
  /** Returns the statement that puts the sequence of a table's ids behind the highest one. */
  followIds(fullName: string): string;
  /** Creates new tables in this schema until the transaction ends. */
  makeIn(schema: string): SQL;
  /** Limits the session's waits for locks to two seconds from now on. */
  readonly waitBriefly: SQL;
  /** Returns the statement that drops an index while others write. */
  dropIndex(fullName: string, options?: { readonly ifExists?: boolean }): string;
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
  /** Its owner, quoted. Where tables have none: who can have the rights of an owner. */
  readonly owner: string;
  /** Whether the user may alter and index it. */
  readonly is_owned: boolean | number;
  /** Whether the user may create something that goes with it, such as an index, in its schema. */
  readonly may_create: boolean | number;
  readonly may_select: boolean | number;
  readonly may_insert: boolean | number;
  readonly may_update: boolean | number;
  readonly may_delete: boolean | number;
}

/** A sequence that generates the ids of a table. */
export interface SequenceRow {
  readonly table_name: string;
  /** The table with its schema, as a statement has to write it. */
  readonly full_name: string;
  /** The last id that it has generated; `null` before the first. */
  readonly last_value: number | null;
}

/** A column of text in the catalogue. */
export interface TextColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  /** In characters; `null`: no limit. */
  readonly max_length: number | null;
  /** As the server calls it. */
  readonly character_set: string;
}

/** The user, and where new tables go. */
export interface PlaceRow {
  /** Quoted. */
  readonly user_name: string;
  /** The schema for new tables, quoted; `null` if there is none. */
  readonly schema_name: string | null;
  readonly may_create: boolean | number;
  /** Whether the catalogue shows every table: a server may hide those on which the user has no right. */
  readonly sees_all: boolean | number;
}
