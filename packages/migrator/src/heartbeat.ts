import { type ApiDatabase, type ApiTransaction, recordHeartbeat } from '@cellbridge/db-api';
import type { ProgressKey } from './progress-key.js';

/** Milliseconds between two signs of life. */
const HEARTBEAT_INTERVAL_MS = 5_000;

/**
 * Seconds of silence after which a run is taken for lost. It is as long as six signs of life take, for
 * each may have to wait for a lock.
 */
export const LONGEST_SILENCE_SECONDS = 30;

/** Whether a run or reversal is under way, and has given no sign of life for too long. */
export function isLost({ silentSeconds }: { readonly silentSeconds: number | null }): boolean {
  return silentSeconds !== null && silentSeconds >= LONGEST_SILENCE_SECONDS;
}

/** Seconds of silence after which a run may be lost: nobody knows then how fast it is. */
export const DOUBTFUL_SILENCE_SECONDS = 10;

/**
 * Keeps saying in the progress row that the run is alive, while `work` is under way, or waits.
 *
 * @param alsoRecord is called with each sign of life.
 */
export async function withHeartbeat<T>(
  api: ApiDatabase,
  key: ProgressKey,
  work: () => Promise<T>,
  alsoRecord: (transaction: ApiTransaction) => Promise<void>,
): Promise<T> {
  let beat: Promise<void> | undefined;
  const timer = setInterval(() => {
    // Without the API database nobody could read it, and the work itself says what is wrong.
    beat ??= api
      .transaction(async (transaction) => {
        await recordHeartbeat(transaction, key);
        await alsoRecord(transaction);
      })
      .catch(() => {})
      .finally(() => {
        beat = undefined;
      });
  }, HEARTBEAT_INTERVAL_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await beat;
  }
}
