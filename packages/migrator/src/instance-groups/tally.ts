import type { Counts } from '../online-migration.js';

/** What a batch has met so far; counted as it is committed, so that a failure does not undo it. */
export class Tally implements Counts {
  found = 0;
  done = 0;

  add({ found, done }: Counts): void {
    this.found += found;
    this.done += done;
  }
}
