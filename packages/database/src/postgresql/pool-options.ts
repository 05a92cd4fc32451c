import type { ConnectionOptions } from 'node:tls';
import type { PoolConfig } from 'pg';
import type { Limits } from '../limits.js';
import type { PostgresqlUrl } from './parse-url.js';
import { types } from './types.js';

/** Milliseconds that a transaction may be idle before the server ends it: its program hangs. */
const IDLE_LIMIT = 300_000;

/** Milliseconds of silence after which the system asks whether the server is still there. */
const KEEP_ALIVE_AFTER = 30_000;

/**
 * What each session has from its first statement on, whatever the server's defaults: one form of
 * time stamps; and statements outside of a transaction cannot write, as on SQLite. The transactions
 * say themselves whether they do. The driver sends no limit of 0 by itself.
 */
function sessionOptions({ readTimeout, lockTimeout }: Limits): string {
  const settings = {
    datestyle: 'ISO',
    timezone: 'UTC',
    default_transaction_read_only: 'on',
    statement_timeout: serverLimit(readTimeout),
    lock_timeout: serverLimit(lockTimeout),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** How the pool connects. */
export function poolOptions(
  url: PostgresqlUrl,
  limits: Limits,
  tls: ConnectionOptions | false,
): PoolConfig {
  const options = [url.query.get('options'), sessionOptions(limits)].filter(Boolean).join(' ');
  return {
    host: url.host || undefined,
    port: url.port,
    user: url.user,
    password: url.password,
    database: url.database,
    ssl: tls,
    options,
    application_name: url.query.get('application_name') ?? 'cellbridge',
    idle_in_transaction_session_timeout: IDLE_LIMIT,
    connectionTimeoutMillis: serverLimit(limits.connectTimeout),
    max: limits.poolSize,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER,
    types,
  };
}

/** The server and the driver take 0 for no limit, and whole numbers. */
export function serverLimit(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.ceil(milliseconds) : 0;
}
