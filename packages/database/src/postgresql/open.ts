import { sql } from 'drizzle-orm';
import type { Database, OpenOptions } from '../database.js';
import { OpenedDatabase } from '../opened-database.js';
import { PostgresqlConnections } from './connections.js';
import type { PostgresqlUrl } from './parse-url.js';
import { type TlsAttempts, tlsAttempts } from './tls.js';

/** Opens a PostgreSQL database, and connects to it once. */
export async function openPostgresql(url: PostgresqlUrl, options: OpenOptions): Promise<Database> {
  const [tls, ...others]: TlsAttempts = options.tls ? [options.tls] : tlsAttempts(url);
  try {
    return await connect(url, options, tls);
  } catch (error) {
    const [otherwise] = others;
    if (otherwise === undefined || !isWithoutTls(error)) throw error;
    return await connect(url, options, otherwise);
  }
}

async function connect(
  url: PostgresqlUrl,
  options: OpenOptions,
  tls: TlsAttempts[number],
): Promise<Database> {
  const database = new OpenedDatabase(new PostgresqlConnections(url, options, tls));
  try {
    await database.all(sql`select 1`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function isWithoutTls(error: unknown): boolean {
  const { cause } = error as { cause?: { message?: string } };
  return cause?.message === 'The server does not support SSL connections';
}
