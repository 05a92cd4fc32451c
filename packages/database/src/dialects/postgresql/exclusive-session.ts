import type { PostgresqlConnection } from './connection.js';

/** Lets a session write without a transaction, and wait long. */
const FREE = `select set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
  set_config('default_transaction_read_only', 'off', false), set_config('cellbridge.owns_session', 'yes', false)`;

/**
 * Removes our limits from a session. A pooler's session has the settings of the role instead: a change would
 * stay for others.
 */
export async function freeSession({ execute, ownsSession }: PostgresqlConnection): Promise<void> {
  if (ownsSession) await execute(FREE, [], 'arrays');
}
