import type { Connection } from '../connection.js';

/** What a session may do that the others may not: write without a transaction, and wait long. */
const SETTINGS = `select pg_backend_pid(), set_config('statement_timeout', '0', false),
  set_config('lock_timeout', '0', false), set_config('default_transaction_read_only', 'off', false)`;

/** Takes the server's limits off a session. @returns the number of the server's process behind it. */
export async function dropServerLimits({ execute }: Connection): Promise<number> {
  const { rows } = await execute(SETTINGS, [], 'arrays');
  const [[process = 0] = []] = rows as number[][];
  return process;
}

/** The number of the server's process behind a session. */
export async function processOf({ execute }: Connection): Promise<number> {
  const { rows } = await execute('select pg_backend_pid()', [], 'arrays');
  const [[process = 0] = []] = rows as number[][];
  return process;
}
