import pRetry from 'p-retry';
import { announceWait } from '../../announce-wait.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import type { Patience } from './patience.js';
import { endToldWait, tellOfWait } from './waits.js';

const REASON = 'Waiting for another process that has locked the file.';

/**
 * Tries again while another process holds the lock of the file, and tells it. The driver would wait too, but it would block
 * the whole process.
 */
export async function retryBusy<T>(
  attempt: () => T,
  file: string,
  { timeout, onWait, signal }: Patience,
): Promise<T> {
  let hasTold = false;
  const success = pRetry(async () => attempt(), {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: timeout,
    minTimeout: 1,
    maxTimeout: 5,
    factor: 1.5,
    randomize: true,
    signal,
    shouldRetry({ error }) {
      if (!DatabaseBusyError.isInstance(error)) return false;
      if (tellOfWait(file)) hasTold = true;
      return true;
    },
  });
  try {
    return await announceWait(success, REASON, onWait);
  } finally {
    if (hasTold) endToldWait(file);
  }
}
