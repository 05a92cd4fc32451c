/** What was asked for ended before its end, because the user said so. */
export class InterruptedError extends Error {
  readonly code = 'INTERRUPTED';
}
