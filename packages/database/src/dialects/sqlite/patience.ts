import type { WaitOptions } from '../../database.js';

/** How long to wait for a lock of a file. */
export interface Patience extends WaitOptions {
  /** In milliseconds; `Infinity` means no limit. */
  readonly timeout: number;
}
