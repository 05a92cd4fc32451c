import type { RawDatabase } from './raw-database.js';
import { openRawPostgresql } from './raw-postgresql.js';
import { openRawSqlite } from './raw-sqlite.js';

/** Opens a database over its bare driver. */
export function openRaw(url: string): RawDatabase {
  return url.startsWith('sqlite:') ? openRawSqlite(url) : openRawPostgresql(url);
}
