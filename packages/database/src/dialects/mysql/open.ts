import { sql } from 'drizzle-orm';
import type { Database, OpenOptions } from '../../database.js';
import { limitsOf } from '../../limits.js';
import { OpenedDatabase } from '../../opened-database.js';
import type { SchemaBinding } from '../../schema-binding.js';
import { MysqlConnections } from './connections.js';
import type { MysqlUrl } from './parse-url.js';
import { tlsOf } from './tls.js';

/** Opens a database of MySQL or MariaDB, and connects to it once. */
export async function openMysql<Tables>(
  url: MysqlUrl,
  options: OpenOptions,
  schema: SchemaBinding<Tables>,
): Promise<Database<Tables>> {
  const seconds = url.parameters.get('connect_timeout');
  const connectTimeout = options.connectTimeout ?? (seconds ? Number(seconds) * 1_000 : undefined);
  const limits = limitsOf(connectTimeout === undefined ? options : { ...options, connectTimeout });
  const { intercept } = options;
  const ssl = tlsOf(url, options.tls);
  const database = new OpenedDatabase(
    new MysqlConnections({ url, ssl, limits, intercept, schema }),
    schema,
  );
  try {
    await database.all(sql`select 1`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
