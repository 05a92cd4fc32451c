import type { ClientConfig } from 'pg';
import { closingClient } from './closing-client.js';

/** Asks a server whether it is still there, over a connection of its own; a refusal is an answer too. */
export async function isAnswering(config: ClientConfig): Promise<boolean> {
  const Client = closingClient();
  const client = new Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Only a server gives one.
    return error instanceof Error && 'severity' in error;
  } finally {
    void client.end();
  }
}
