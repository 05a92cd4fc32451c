import type { PostgresqlConnection } from './connection.js';

/** What a session may do that the others may not: write without a transaction, and wait long. */
const FREE = `select set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),
  set_config('default_transaction_read_only', 'off', false), set_config('cellbridge.owns_session', 'yes', false)`;

/** Takes our limits off a session. A pooler's has the settings of the role: what stays would be met by others. */
export async function freeSession({ execute, ownsSession }: PostgresqlConnection): Promise<void> {
  if (ownsSession) await execute(FREE, [], 'arrays');
}
