import type { ClientConfig } from 'pg';
import { postgresqlDriver } from './driver.js';

/** Milliseconds that cancelling may take. */
const LIMIT = 5_000;

/**
 * Ends the statement that a process of the server is at, over a connection of its own. A process that is
 * at none goes on as it is.
 */
export async function cancelStatement(config: ClientConfig, process: number): Promise<void> {
  const { Client } = postgresqlDriver();
  const client = new Client({ ...config, query_timeout: LIMIT });
  // The question meets it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_cancel_backend($1)', [process]);
  } finally {
    await client.end().catch(() => {});
  }
}
