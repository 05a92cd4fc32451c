import type { Limits } from '../../limits.js';
import { serverLimit } from './server-limits.js';

/** Milliseconds that a transaction may be idle before the server ends it: its program hangs. */
const IDLE_LIMIT_MS = 300_000;

/** Settings of a session or of a transaction, by name. */
export type SessionSettings = ReadonlyMap<string, string>;

/**
 * Returns the settings for each statement, whatever the defaults of the server, the database and the role: one
 * form of timestamps; an error for rows that a policy would hide; no writing outside of a transaction, as on
 * SQLite. Each transaction sets whether it writes.
 *
 * @param own the settings in the URL; ours come after them.
 */
export function sessionSettings(
  { readTimeout, lockTimeout }: Limits,
  own: SessionSettings,
): SessionSettings {
  return new Map([
    ...own,
    ['datestyle', 'ISO, MDY'],
    ['timezone', 'UTC'],
    ['row_security', 'off'],
    ['default_transaction_isolation', 'read committed'],
    ['default_transaction_read_only', 'on'],
    ['statement_timeout', String(serverLimit(readTimeout))],
    ['lock_timeout', String(serverLimit(lockTimeout))],
    ['idle_in_transaction_session_timeout', String(IDLE_LIMIT_MS)],
  ]);
}
