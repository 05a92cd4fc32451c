import {
  type Database,
  type OpenOptions,
  openDatabase,
  type Reader,
  type SchemaBinding,
  type Transaction,
} from '@cellbridge/database';
import { syncRemedies } from '@cellbridge/db-common';
import { type CellTables, cellTables, type ShadowTables, shadowTables } from '@cellbridge/schema';

/** The tables of a cell database; `shadow` has those to which Nova's archiver moves groups and members. */
export interface TablesOfCell extends CellTables {
  /** What Nova's archiver has taken away. */
  readonly shadow: ShadowTables;
}

const SCHEMA: SchemaBinding<TablesOfCell> = {
  ...syncRemedies,
  tables: (dialect) => ({ ...cellTables(dialect), shadow: shadowTables(dialect) }),
};

/** Reads a cell database: the database itself, or a transaction on it. */
export type CellReader = Reader<TablesOfCell>;

/** Reads and writes a cell database within one transaction. */
export type CellTransaction = Transaction<TablesOfCell>;

/** An open cell database. */
export type CellDatabase = Database<TablesOfCell>;

/** Opens a cell database by its URL. Throws the errors of `openDatabase` of `@cellbridge/database`. */
export function openCellDatabase(url: string, options?: OpenOptions): Promise<CellDatabase> {
  return openDatabase(url, options, SCHEMA);
}
