import type { LimitFunction } from 'p-limit';
import { FailedRequest } from './failure.js';

/** How many reads may wait for their turn. */
const MOST_WAITING = 8;

/** When to ask again, once too many wait. */
const RETRY_SECONDS = 5;

/**
 * Makes a read of a group that is done once for all who ask for the same group meanwhile. Each may ask every database, so no more
 * go on at once than `limit` allows, which several reads may share.
 *
 * @returns the read. It throws a FailedRequest if too many wait already.
 */
export function shareReads<T>(
  limit: LimitFunction,
  read: (uuid: string) => Promise<T>,
): (uuid: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return async (uuid) => {
    const same = underWay.get(uuid);
    if (same) return await same;
    if (limit.pendingCount >= MOST_WAITING) throw tooManyWait();
    const reading = limit(read, uuid).finally(() => underWay.delete(uuid));
    underWay.set(uuid, reading);
    return await reading;
  };
}

function tooManyWait(): FailedRequest {
  return new FailedRequest({
    status: 503,
    code: 'TOO_MANY_QUESTIONS',
    message: `Too many groups are asked for at this moment. Try again in ${RETRY_SECONDS} s.`,
    retryAfter: RETRY_SECONDS,
  });
}
