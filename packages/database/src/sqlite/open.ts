import { existsSync } from 'node:fs';
import type { Database, OpenOptions } from '../database.js';
import { OpenedDatabase } from '../opened-database.js';
import type { ParsedUrl } from '../parse-url.js';
import { SqliteConnections } from './connections.js';
import { checkDatabaseFile, createDatabaseFile, realPath } from './database-file.js';
import { isOpenHere } from './write-lock.js';

/**
 * Opens a SQLite file. Unless `create` is set nothing is made, and nothing is changed before the
 * first transaction.
 */
export function openSqlite(
  { file, description }: Extract<ParsedUrl, { kind: 'sqlite' }>,
  options: OpenOptions,
): Database {
  if (options.create && !existsSync(file)) createDatabaseFile(file, description);
  const path = realPath(file);
  if (!isOpenHere(path)) checkDatabaseFile(path, description);
  return new OpenedDatabase(new SqliteConnections(path, description, options));
}
