import type { ConnectionOptions } from 'node:tls';
import type { PoolConfig } from 'pg';
import type { Limits } from '../limits.js';
import type { PostgresqlUrl } from './parse-url.js';
import { serverLimit } from './server-limits.js';
import { types } from './types.js';

/** Milliseconds of silence after which the system asks whether the server is still there. */
const KEEP_ALIVE_AFTER = 30_000;

/** How the pool connects. What a session needs is set afterwards: a pooler refuses most of it at the start. */
export function poolOptions(
  url: PostgresqlUrl,
  limits: Limits,
  tls: ConnectionOptions | false,
): PoolConfig {
  return {
    host: url.host || undefined,
    port: url.port,
    user: url.user,
    password: url.password,
    database: url.database,
    ssl: tls,
    application_name: url.query.get('application_name') ?? 'cellbridge',
    connectionTimeoutMillis: serverLimit(limits.connectTimeout),
    max: limits.poolSize,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER,
    types,
  };
}
