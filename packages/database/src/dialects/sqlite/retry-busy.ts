import pRetry from 'p-retry';
import { announceWait } from '../../announce-wait.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import type { Patience } from './patience.js';

const REASON = 'Waiting for another process that has locked the file.';

/**
 * Tries again while another process holds the lock of the file. The driver would wait too, but it would block
 * the whole process.
 */
export async function retryBusy<T>(
  attempt: () => T,
  { timeout, onWait, signal }: Patience,
): Promise<T> {
  const success = pRetry(async () => attempt(), {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: timeout,
    minTimeout: 1,
    maxTimeout: 5,
    factor: 1.5,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
  });
  return await announceWait(success, REASON, onWait);
}
