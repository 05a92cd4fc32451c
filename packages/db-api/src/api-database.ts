import {
  type Database,
  type OpenOptions,
  openDatabase,
  type Reader,
  type Transaction,
} from '@cellbridge/database';
import { syncRemedies } from '@cellbridge/db-common';
import { type ApiTables, apiTables } from '@cellbridge/schema';

/** Reads an API database: the database itself, or a transaction on it. */
export type ApiReader = Reader<ApiTables>;

/** Reads and writes an API database within one transaction. */
export type ApiTransaction = Transaction<ApiTables>;

/** An open API database. */
export type ApiDatabase = Database<ApiTables>;

/** Opens an API database by its URL. Throws the errors of `openDatabase` of `@cellbridge/database`. */
export function openApiDatabase(url: string, options?: OpenOptions): Promise<ApiDatabase> {
  return openDatabase(url, options, { ...syncRemedies, tables: apiTables });
}
