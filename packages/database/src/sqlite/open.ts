import { realpathSync } from 'node:fs';
import type { Database, OpenOptions } from '../database.js';
import { OpenedDatabase } from '../opened-database.js';
import type { ParsedUrl } from '../parse-url.js';
import { SqliteConnections } from './connections.js';
import { checkDatabaseFile, createDatabaseFile } from './database-file.js';

/**
 * Opens a SQLite file. Unless `create` is set nothing is made, and nothing is changed before the
 * first transaction.
 */
export function openSqlite(
  { file, description }: Extract<ParsedUrl, { kind: 'sqlite' }>,
  options: OpenOptions,
): Database {
  if (options.create) createDatabaseFile(file, description);
  checkDatabaseFile(file, description);
  return new OpenedDatabase(new SqliteConnections(realpathSync(file), description, options));
}
