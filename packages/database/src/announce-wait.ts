import type { OnWait } from './database.js';

/** Milliseconds after which a wait is reported. */
export const LONG_WAIT_MS = 1_000;

/** Waits for a result, and reports the reason if that takes long. */
export async function announceWait<T>(
  answer: Promise<T>,
  reason: string,
  onWait: OnWait | undefined,
): Promise<T> {
  if (!onWait) return await answer;
  const timer = setTimeout(() => onWait(reason), LONG_WAIT_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}
