import { listGroupSizes } from '@cellbridge/db-cell';
import pLimit from 'p-limit';
import type { BatchExtent } from './batch-size.js';
import type { CellRun } from './cell-run.js';

/**
 * The next batch of a cell: groups by the ids of their rows. Its `groups` are reserved in the run;
 * `CellRun.carryOut` gives back those that did not move.
 */
export interface PlannedBatch extends BatchExtent {
  readonly afterId: number;
  readonly upToId: number;
}

/** How many groups are counted for the first batch, before it is known how large groups are. */
const FIRST_PLAN_GROUPS = 200;

/** How many more groups are counted than a batch holds if they are as large as the last ones. */
const PLAN_SURPLUS = 1.25;

/** Plans the batches of a cell in the order of its ids, up to an id. */
export class BatchPlanner {
  readonly #run: CellRun;
  readonly #upToId: number;
  /**
   * One plan after the other, so that only one lane looks at the wishes, and no two batches hold the same groups,
   * unless {@link goBackTo} plans again what another lane still holds: row locks keep those apart.
   */
  readonly #planning = pLimit(1);
  #cursor: number;
  #rowsPerGroup: number | undefined;

  constructor(run: CellRun, { afterId, upToId }: { afterId: number; upToId: number }) {
    this.#run = run;
    this.#upToId = upToId;
    this.#cursor = afterId;
  }

  /** The id after which the next plan begins. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Lets the next plan begin after this id, unless it begins earlier already. */
  goBackTo(afterId: number): void {
    this.#cursor = Math.min(this.#cursor, afterId);
  }

  /**
   * Waits as long as operators wish, plans the next batch and reserves its groups. Nothing is locked while the members
   * are counted.
   *
   * @returns `undefined` where there is no further group, or the run may not move any more.
   */
  async next(): Promise<PlannedBatch | undefined> {
    return await this.#planning(async () => {
      const { steering } = this.#run;
      if (this.#isAtEnd) return undefined;
      await steering.obey();
      const planned = this.#isAtEnd ? undefined : await this.#plan();
      steering.spend(planned?.groups ?? 0);
      return planned;
    });
  }

  get #isAtEnd(): boolean {
    return this.#run.isOver || this.#cursor >= this.#upToId;
  }

  async #plan(): Promise<PlannedBatch | undefined> {
    const { batchSize, cell, left } = this.#run;
    const fitting = this.#rowsPerGroup
      ? Math.ceil((batchSize.rows / this.#rowsPerGroup) * PLAN_SURPLUS)
      : FIRST_PLAN_GROUPS;
    const limit = Math.min(batchSize.groups, fitting, left);
    const afterId = this.#cursor;
    const range = { afterId, upToId: this.#upToId, limit };
    const sizes = await cell.snapshot((reader) => listGroupSizes(reader, range));
    let rows = 0;
    let groups = 0;
    for (const { members } of sizes) {
      if (groups > 0 && rows + 1 + members > batchSize.rows) break;
      rows += 1 + members;
      groups += 1;
    }
    const last = sizes[groups - 1];
    if (!last) return undefined;
    this.#run.reserve(groups);
    this.#cursor = last.id;
    this.#rowsPerGroup = rows / groups;
    return { afterId, upToId: last.id, groups, rows };
  }
}
