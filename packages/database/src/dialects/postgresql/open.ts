import type { Database, OpenOptions } from '../../database.js';
import { limitsOf } from '../../limits.js';
import { OpenedDatabase } from '../../opened-database.js';
import type { SchemaBinding } from '../../schema-binding.js';
import { PostgresqlConnections } from './connections.js';
import type { PostgresqlUrl } from './parse-url.js';
import { type Settings, settingsOf } from './settings.js';
import { targetsOf } from './targets.js';

/** Opens a PostgreSQL database, and connects to it once. */
export async function openPostgresql<Tables>(
  url: PostgresqlUrl,
  options: OpenOptions,
  schema: SchemaBinding<Tables>,
): Promise<Database<Tables>> {
  const { description } = url;
  const settings = settingsOf(url);
  const targets = targetsOf(settings, description, options.tls);
  const connectTimeout = options.connectTimeout ?? connectTimeoutOf(settings);
  const limits = limitsOf({ ...options, connectTimeout });
  const { intercept } = options;
  const source = new PostgresqlConnections({
    description,
    settings,
    targets,
    limits,
    intercept,
    schema,
  });
  return await new OpenedDatabase(source, schema).connected();
}

/** In milliseconds. libpq takes 0 and less as no limit, and waits at least 2 seconds. */
function connectTimeoutOf(settings: Settings): number | undefined {
  const text = settings.get('connect_timeout');
  if (text === undefined) return undefined;
  return Number(text) <= 0 ? Number.POSITIVE_INFINITY : Math.max(Number(text), 2) * 1000;
}
