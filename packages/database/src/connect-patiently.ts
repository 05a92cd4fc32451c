import pRetry from 'p-retry';
import { NoConnectionLeftError } from './errors/no-connection-left-error.js';

/**
 * The part of `connectTimeout` in which a server without a free connection is asked again. The rest leaves time to tell
 * a caller that waits as long why there is none.
 */
const RETRY_SHARE = 0.8;

interface Patience {
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly signal: AbortSignal | undefined;
  /** Closes what this process does not use. */
  readonly makeRoom: () => void;
}

/** Tries to connect until the server has a free connection: others close theirs. */
export async function connectPatiently<T>(
  connect: () => Promise<T>,
  { connectTimeout, signal, makeRoom }: Patience,
): Promise<T> {
  return await pRetry(connect, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: connectTimeout * RETRY_SHARE,
    minTimeout: 20,
    maxTimeout: 500,
    factor: 1.5,
    randomize: true,
    shouldRetry: ({ error }) => {
      if (!NoConnectionLeftError.isInstance(error)) return false;
      // The library's own signal would lose a connection that is made just as the signal aborts.
      signal?.throwIfAborted();
      makeRoom();
      return true;
    },
  });
}
