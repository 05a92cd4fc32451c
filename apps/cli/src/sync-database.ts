import type { Database, SyncOptions, SyncReport } from '@cellbridge/db-api';
import { waitNote } from './describe-sync.js';
import { InterruptedError } from './interrupted-error.js';
import type { Io } from './io.js';
import type { Output } from './output.js';

/**
 * Syncs a database, prints what it waits for, and stops on Ctrl-C.
 *
 * @throws InterruptedError
 */
export async function syncDatabase(
  { io, output }: { readonly io: Io; readonly output: Output },
  database: Database,
  sync: (options: SyncOptions) => Promise<SyncReport>,
): Promise<SyncReport> {
  return await io.whileHeeding(async (signal) => {
    try {
      return await sync({ onWait: waitNote(output, database), signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new InterruptedError(
        `${database.description}: the sync was stopped before its end, and its last step was undone; run it again.`,
      );
    }
  });
}
