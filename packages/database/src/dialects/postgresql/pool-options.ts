import { userInfo } from 'node:os';
import type { PoolConfig } from 'pg';
import type { Limits } from '../../limits.js';
import { passwordOf } from './password-file.js';
import { serverLimit } from './server-limits.js';
import type { SessionConfig } from './session-client.js';
import type { SessionSettings } from './session-settings.js';
import type { Settings } from './settings.js';
import type { Target } from './targets.js';
import { types } from './types.js';

/** Milliseconds of silence after which the system asks whether the server is still there. */
const KEEP_ALIVE_AFTER_MS = 30_000;

/** The options that all targets share. */
interface PoolOptions {
  /** The URL, without its password. */
  readonly description: string;
  readonly limits: Limits;
  readonly session: SessionSettings;
}

/**
 * Returns the options to connect a pool to a target. Sets everything that the driver would otherwise take from
 * the environment. The settings of a session are set afterwards: a pooler refuses most of them at the start.
 */
export function poolOptions(
  settings: Settings,
  target: Target,
  { description, limits, session }: PoolOptions,
): PoolConfig & SessionConfig {
  const { server, tls } = target;
  const database = settings.get('dbname') ?? '';
  const user = settings.get('user') ?? userInfo().username;
  return {
    ...server,
    user,
    // The driver takes undefined as no password, unlike its types.
    password: (async () =>
      settings.get('password') ??
      passwordOf(settings, { ...server, database, user }, description)) as () => Promise<string>,
    database,
    ssl: tls,
    sslnegotiation: 'postgres',
    application_name:
      settings.get('application_name') ?? settings.get('fallback_application_name') ?? 'cellbridge',
    settings: session,
    connectionTimeoutMillis: serverLimit(limits.connectTimeout),
    max: limits.poolSize,
    keepAlive: settings.get('keepalives') !== '0',
    keepAliveInitialDelayMillis:
      Number(settings.get('keepalives_idle') ?? 0) * 1000 || KEEP_ALIVE_AFTER_MS,
    types,
  };
}
