import type { Result } from '../result.js';

/** The results of one run. */
export interface Section {
  /** On what machine and when it was, in plain text. */
  readonly note: string | undefined;
  readonly results: readonly Result[];
}
