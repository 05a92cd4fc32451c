import { sql } from 'drizzle-orm';
import type { Database, OpenOptions } from '../database.js';
import type { ParsedUrl } from '../parse-url.js';
import { PostgresqlDatabase } from './database.js';

/** Opens a PostgreSQL database, and connects to it once. */
export async function openPostgresql(
  url: Extract<ParsedUrl, { kind: 'postgresql' }>,
  options: OpenOptions,
): Promise<Database> {
  const database = new PostgresqlDatabase(url, options);
  try {
    await database.all(sql`select 1`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
