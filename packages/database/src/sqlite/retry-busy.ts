import pRetry from 'p-retry';
import { DatabaseBusyError } from '../errors/database-busy-error.js';

/**
 * Tries again while another process holds the lock of the file, for `lockTimeout` milliseconds. The
 * driver would wait too, but the whole process with it.
 */
export async function retryBusy<T>(attempt: () => T, lockTimeout: number): Promise<T> {
  return await pRetry(async () => attempt(), {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: lockTimeout,
    minTimeout: 1,
    maxTimeout: 5,
    factor: 1.5,
    randomize: true,
    shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
  });
}
