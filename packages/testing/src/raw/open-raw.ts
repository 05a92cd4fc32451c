import type { RawDatabase } from './raw-database.js';
import { openRawPostgresql } from './raw-postgresql.js';
import { openRawSqlite } from './raw-sqlite.js';

/** Opens a database over its bare driver. */
export async function openRaw(url: string): Promise<RawDatabase> {
  return url.startsWith('sqlite:') ? openRawSqlite(url) : await openRawPostgresql(url);
}
