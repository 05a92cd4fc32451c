import type { ClientConfig } from 'pg';
import { closingClient } from './closing-client.js';

/** Asks a server whether it is still there, over a connection of its own. A refusal is an answer too. */
export async function isAnswering(config: ClientConfig): Promise<boolean> {
  const Client = closingClient();
  const client = new Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Only a server sends a severity.
    return error instanceof Error && 'severity' in error;
  } finally {
    void client.end();
  }
}
