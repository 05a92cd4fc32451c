import type { OnWait } from '../database.js';

/** How long a lock of a file is waited for. */
export interface Patience {
  /** In milliseconds; `Infinity`: no limit. */
  readonly timeout: number;
  /** Told who is waited for, where that is wanted. */
  readonly onWait?: OnWait | undefined;
}
