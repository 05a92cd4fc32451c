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
  const connectTimeout = options.connectTimeout ?? connectTimeoutOf(url);
  const limits = limitsOf({ ...options, connectTimeout });
  const { intercept } = options;
  const ssl = tlsOf(url, options.tls);
  const source = new MysqlConnections({ url, ssl, limits, intercept, schema });
  return await new OpenedDatabase(source, schema).connected();
}

/** Returns the limit of a URL in milliseconds; for `0`, as mysqlclient takes it, none. */
function connectTimeoutOf({ parameters }: MysqlUrl): number | undefined {
  const seconds = parameters.get('connect_timeout');
  if (seconds === undefined) return undefined;
  return Number(seconds) === 0 ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000;
}
