import type { Execute } from '../execute.js';
import type { PostgresqlConnection } from './connection.js';

/** What a session may do that the others may not: write without a transaction, and wait long. */
const FREE = `select pg_backend_pid(), set_config('statement_timeout', '0', false),
  set_config('lock_timeout', '0', false), set_config('default_transaction_read_only', 'off', false),
  set_config('cellbridge.owns_session', 'yes', false)`;

/** A pooler's session has the settings of the role: what stays would be met by others. */
const AS_IT_IS = 'select pg_backend_pid()';

/** Takes our limits off a session. @returns the number of the server's process behind it. */
export async function freeSession({ execute, ownsSession }: PostgresqlConnection): Promise<number> {
  return await processFrom(execute, ownsSession ? FREE : AS_IT_IS);
}

/** The number of the server's process behind a session. */
export async function processOf({ execute }: PostgresqlConnection): Promise<number> {
  return await processFrom(execute, AS_IT_IS);
}

async function processFrom(execute: Execute, question: string): Promise<number> {
  const { rows } = await execute(question, [], 'arrays');
  const [[process = 0] = []] = rows as number[][];
  return process;
}
