import pRetry from 'p-retry';
import type { Connection } from '../connection.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';

/** What the session may do that the others may not: write without a transaction, and take long. */
const SETTINGS = `select set_config('statement_timeout', '0', false),
  set_config('default_transaction_read_only', 'off', false)`;

const TRY = `select pg_try_advisory_lock(hashtext('cellbridge'), hashtext($1))`;

/**
 * Waits until no other session of the database has the name; it is given back with the connection.
 *
 * Polled for: a session that waits in pg_advisory_lock() holds a snapshot, for which CREATE INDEX
 * CONCURRENTLY in the session that has the lock would wait in turn.
 */
export async function claimName(
  { execute }: Connection,
  name: string,
  database: string,
): Promise<void> {
  await execute(SETTINGS, [], 'arrays');
  const attempt = async () => {
    const { rows } = await execute(TRY, [name], 'arrays');
    const [[isClaimed] = []] = rows as boolean[][];
    if (!isClaimed) throw new DatabaseBusyError(`${database}: another process is at "${name}".`);
  };
  await pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 20,
    maxTimeout: 500,
    factor: 1.5,
    randomize: true,
    shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
  });
}
