import { existsSync } from 'node:fs';
import type { Database, OpenOptions } from '../../database.js';
import { OpenedDatabase } from '../../opened-database.js';
import type { SchemaBinding } from '../../schema-binding.js';
import { SqliteConnections } from './connections.js';
import { checkDatabaseFile, createDatabaseFile, realPath } from './database-file.js';
import type { SqliteUrl } from './parse-url.js';
import { isOpenHere } from './write-lock.js';

/**
 * Opens a SQLite file. Creates nothing unless `create` is set, and changes nothing before the first
 * transaction.
 */
export function openSqlite<Tables>(
  { file, description, timeout }: SqliteUrl,
  options: OpenOptions,
  schema: SchemaBinding<Tables>,
): Database<Tables> {
  if (options.create && !existsSync(file)) createDatabaseFile(file, description);
  const path = realPath(file);
  if (!isOpenHere(path)) checkDatabaseFile(path, description, schema.missingFile);
  const patience = timeout === undefined ? {} : { lockTimeout: timeout * 1000 };
  const source = new SqliteConnections(path, description, { ...patience, ...options }, schema);
  return new OpenedDatabase(source, schema);
}
