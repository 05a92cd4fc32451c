import type { WaitOptions } from '../../database.js';

/** How long a lock of a file is waited for. */
export interface Patience extends WaitOptions {
  /** In milliseconds; `Infinity`: no limit. */
  readonly timeout: number;
}
