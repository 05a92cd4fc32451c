import type { Outcome } from '@cellbridge/migrator';

/** What a demo did, and whether everything that the service was told is true. */
export interface DemoDocument {
  /** Where its databases are. */
  readonly folder: string;
  /** How many groups there were at first. */
  readonly groups: number;
  /** How many have moved. */
  readonly moved: number;
  /** How long the move took. */
  readonly seconds: number;
  /** How many look-ups the service made meanwhile. */
  readonly reads: number;
  /** How many changes the service made meanwhile. */
  readonly writes: number;
  /** How many lists the service read meanwhile. */
  readonly lists: number;
  /** How many groups the service destroyed. */
  readonly destroyed: number;
  /** How many acknowledged changes were checked afterwards. */
  readonly checked: number;
  /** How the move ended; `stopped` by Ctrl-C. */
  readonly outcome: Outcome | 'stopped';
  /** What went wrong, a sentence each. */
  readonly faults: readonly string[];
}
