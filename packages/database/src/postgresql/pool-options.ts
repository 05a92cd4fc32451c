import { userInfo } from 'node:os';
import type { PoolConfig } from 'pg';
import type { Limits } from '../limits.js';
import { passwordOf } from './password-file.js';
import type { Settings } from './settings.js';
import type { Target } from './targets.js';
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

/**
 * How a pool connects to a target. Whatever the driver would look up in the environment by itself is said here.
 */
export function poolOptions(settings: Settings, target: Target, limits: Limits): PoolConfig {
  const { server, tls } = target;
  const database = settings.get('dbname') ?? '';
  const user = settings.get('user') ?? userInfo().username;
  const options = [settings.get('options'), sessionOptions(limits)].filter(Boolean).join(' ');
  return {
    ...server,
    user,
    // The driver takes undefined for none, other than its types say.
    password: (async () =>
      settings.get('password') ??
      passwordOf(settings, { ...server, database, user })) as () => Promise<string>,
    database,
    ssl: tls,
    sslnegotiation: 'postgres',
    options,
    application_name:
      settings.get('application_name') ?? settings.get('fallback_application_name') ?? 'cellbridge',
    idle_in_transaction_session_timeout: IDLE_LIMIT,
    connectionTimeoutMillis: serverLimit(limits.connectTimeout),
    max: limits.poolSize,
    keepAlive: settings.get('keepalives') !== '0',
    keepAliveInitialDelayMillis:
      Number(settings.get('keepalives_idle') ?? 0) * 1000 || KEEP_ALIVE_AFTER,
    types,
  };
}

/** The server and the driver take 0 for no limit, and whole numbers. */
export function serverLimit(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.ceil(milliseconds) : 0;
}
