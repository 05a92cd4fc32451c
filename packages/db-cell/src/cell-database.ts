import {
  type Database,
  type DialectName,
  type OpenOptions,
  openDatabase,
  type Reader,
  type Transaction,
} from '@cellbridge/database';
import { syncRemedies } from '@cellbridge/db-common';
import { cellTables, shadowTables } from '@cellbridge/schema';

const schema = {
  ...syncRemedies,
  tables: (dialect: DialectName) => ({ ...cellTables(dialect), shadow: shadowTables(dialect) }),
};

/** The tables of a cell database; `shadow` has those to which Nova's archiver moves groups and members. */
export type TablesOfCell = ReturnType<(typeof schema)['tables']>;

/** Reads a cell database: the database itself, or a transaction on it. */
export type CellReader = Reader<TablesOfCell>;

/** Reads and writes a cell database within one transaction. */
export type CellTransaction = Transaction<TablesOfCell>;

/** An open cell database. */
export type CellDatabase = Database<TablesOfCell>;

/** Opens a cell database by its URL. Throws the errors of `openDatabase` of `@cellbridge/database`. */
export function openCellDatabase(url: string, options?: OpenOptions): Promise<CellDatabase> {
  return openDatabase(url, options, schema);
}
