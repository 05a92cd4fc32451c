import type mysql2 from 'mysql2';
import { closeClient, openClient } from './client.js';

/** Asks a server whether it is still there, over a connection of its own. A refusal is an answer too. */
export async function isAnswering(options: mysql2.ConnectionOptions): Promise<boolean> {
  try {
    closeClient(await openClient(options));
    return true;
  } catch (error) {
    // Only a server sends a state.
    return error instanceof Error && 'sqlState' in error;
  }
}
