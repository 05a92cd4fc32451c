import type { Database, OpenOptions } from './database.js';
import { loadDriver } from './load-driver.js';
import { parseUrl } from './parse-url.js';

/**
 * Opens a database by its URL. PostgreSQL is connected to at once, so that a wrong password or an
 * unreachable server is met here.
 *
 * @throws InvalidUrlError · UnsupportedSchemeError · DriverMissingError · DatabaseNotFoundError · NotADatabaseError ·
 * AuthenticationError · ConnectionError · DatabaseTimeoutError
 *
 * @example
 * await using database = await openDatabase('sqlite:///nova_api.sqlite');
 * await database.transaction(async (transaction) => { … });
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const parsed = parseUrl(url);
  // Imported here, so that a process loads the driver of the database that it uses.
  if (parsed.kind === 'sqlite') {
    const { openSqlite } = await loadDriver('better-sqlite3', () => import('./sqlite/open.js'));
    return await openSqlite(parsed, options);
  }
  const { openPostgresql } = await loadDriver('pg', () => import('./postgresql/open.js'));
  return await openPostgresql(parsed, options);
}
