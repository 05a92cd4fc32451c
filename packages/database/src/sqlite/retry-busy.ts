import pRetry from 'p-retry';
import { DatabaseBusyError } from '../errors/database-busy-error.js';

/** Tries again while another process holds the lock of the file, for `lockTimeout` milliseconds. */
export async function retryBusy<T>(attempt: () => T | Promise<T>, lockTimeout: number): Promise<T> {
  return await pRetry(async () => await attempt(), {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: lockTimeout,
    minTimeout: 2,
    maxTimeout: 50,
    factor: 1.5,
    randomize: true,
    shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
  });
}
