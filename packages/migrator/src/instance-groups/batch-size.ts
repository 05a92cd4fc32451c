/** How long a batch may hold its row locks, where nobody waits for them. */
const BATCH_TARGET_MS = 250;
const MIN_BATCH_ROWS = 100;
/**
 * The least that a batch holds where nobody waits for it, however long it takes: on a busy server, or over a slow network, the
 * statements of a batch take their time, not its rows.
 */
const MIN_UNHINDERED_ROWS = 1_000;
const MAX_BATCH_ROWS = 40_000;
const FIRST_BATCH_ROWS = 2_500;

/** How many groups a batch may hold, however small they are. */
const MAX_BATCH_GROUPS = 5_000;

/** What a batch holds: groups, and the rows that they and their members are. */
export interface BatchExtent {
  readonly groups: number;
  readonly rows: number;
}

/**
 * Chooses how much a batch holds, in rows: groups and their members. It fits a target duration, or a
 * fixed number of groups. After a batch that took too long for the server it is halved, and grows again.
 */
export class BatchSize {
  #fixedGroups: number | undefined;
  /** Not rounded, so that small batches grow, too. */
  #rows = FIRST_BATCH_ROWS;
  #groups: number;
  #mostGroups = Number.POSITIVE_INFINITY;
  /** The least that a batch may hold where nobody waits for it; less, once one of so many was too large for the server. */
  #leastRows = MIN_UNHINDERED_ROWS;

  constructor(fixedGroups: number | undefined) {
    this.#fixedGroups = fixedGroups;
    this.#groups = fixedGroups ?? MAX_BATCH_GROUPS;
  }

  /** Fixes the number of groups in a batch; `undefined`: what fits the time. */
  fix(groups: number | undefined): void {
    if (groups === this.#fixedGroups) return;
    this.#fixedGroups = groups;
    this.#groups = groups ?? MAX_BATCH_GROUPS;
  }

  /** Lets no batch hold more groups, whatever else it would hold. */
  limitTo(groups: number): void {
    this.#mostGroups = groups;
  }

  /** How many rows a batch may hold; a group that has more is a batch by itself. */
  get rows(): number {
    return this.#fixedGroups === undefined ? Math.round(this.#rows) : MAX_BATCH_ROWS;
  }

  /** How many groups a batch may hold. */
  get groups(): number {
    // A group is one row at least.
    return Math.min(this.#groups, this.#mostGroups, MAX_BATCH_ROWS);
  }

  /**
   * Learns from a batch for which nobody waited too long. Never more than doubles or halves.
   *
   * @param took milliseconds.
   * @param limits.growth how many times as much the next batch may hold, at most.
   * @param limits.target milliseconds that a batch should take; default: 250.
   * @param limits.isWatched whether somebody who waited would have been seen.
   */
  learn(
    { rows }: BatchExtent,
    took: number,
    {
      growth,
      target = BATCH_TARGET_MS,
      isWatched,
    }: { growth: number; target?: number | undefined; isWatched: boolean },
  ): void {
    this.#groups = Math.min(this.#groups * 2, this.#fixedGroups ?? MAX_BATCH_GROUPS);
    if (rows < this.#rows / 2 || took <= 0) return;
    const least = isWatched ? this.#leastRows : MIN_BATCH_ROWS;
    const fitting = (rows / took) * Math.min(target, BATCH_TARGET_MS);
    const wanted = Math.max(fitting, this.#rows / 2, least);
    this.#setRows(Math.min(wanted, this.#rows * Math.min(growth, 2)));
  }

  /** Lets the next batch hold so many times less than this one, and half as much at most, unless its size is fixed. */
  shrink({ rows }: BatchExtent, times: number): void {
    this.#setRows(Math.min(this.#rows, rows / Math.max(times, 2)));
  }

  #setRows(rows: number): void {
    this.#rows = Math.min(Math.max(rows, MIN_BATCH_ROWS), MAX_BATCH_ROWS);
  }

  /** Halves what a batch holds. @returns whether it was more than one group. */
  halve({ groups }: BatchExtent): boolean {
    if (groups <= 1) return false;
    this.#groups = Math.max(1, Math.floor(groups / 2));
    this.#setRows(this.#rows / 2);
    this.#leastRows = Math.min(this.#leastRows, this.#rows);
    return true;
  }
}
