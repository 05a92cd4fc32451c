/** Milliseconds that a service may wait for a batch, unless somebody wishes otherwise. */
const DEFAULT_MAX_WAIT_MS = 20;

/** Milliseconds after which half of a backoff is left, and in which batches may double again. */
const HALF_LIFE_MS = 10_000;

/** A backoff of less is none. */
const LEAST = 1 / 8;
const MOST = 2;

/**
 * How far a run holds back for services that have waited too long for its batches. Times are milliseconds of
 * `performance.now`.
 */
export class Backoff {
  /** How long a service may wait, if somebody has said it. */
  wishedMaxWait: number | undefined;
  #strength = 0;
  #metAt = Number.NEGATIVE_INFINITY;
  #grownAt = Number.NEGATIVE_INFINITY;

  /** Milliseconds that a service may wait for a batch. */
  get maxWait(): number {
    return this.wishedMaxWait ?? DEFAULT_MAX_WAIT_MS;
  }

  /**
   * How long to rest after a batch, as a multiple of the time that it took: 1 after the first batch that made somebody
   * wait for too long, 2 at most; 0 where there was none of late.
   */
  strength(now: number): number {
    const left = this.#strength * 2 ** ((this.#metAt - now) / HALF_LIFE_MS);
    return left < LEAST ? 0 : left;
  }

  /** Backs off for somebody who has waited too long. */
  increase(now: number): void {
    this.#strength = Math.min(this.strength(now) + 1, MOST);
    this.#metAt = now;
    this.#grownAt = now;
  }

  /**
   * How many times as much the next batch may hold as the last one: as much as it likes, until somebody has had to wait;
   * from then on the size doubles in ten seconds, so that few writes meet a batch that is too large.
   */
  takeGrowth(now: number): number {
    const since = now - this.#grownAt;
    if (Number.isFinite(since)) this.#grownAt = now;
    return 2 ** (since / HALF_LIFE_MS);
  }
}
