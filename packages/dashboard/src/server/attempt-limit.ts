import type { Clock } from '../feed/clock.js';

/** How many tokens an address may try in vain within a minute. */
const MOST_ATTEMPTS = 10;
const PERIOD_MILLISECONDS = 60_000;

/** How many addresses are remembered; beyond that, the one that was seen first is forgotten. */
const MOST_ADDRESSES = 1_000;

/** Limits how many tokens somebody can try. */
export class AttemptLimit {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; readonly since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** In how many seconds an address may try again; 0: now. */
  secondsUntilNext(address: string): number {
    const failed = this.#failures.get(address);
    if (!failed) return 0;
    const left = failed.since + PERIOD_MILLISECONDS - this.#clock.now();
    if (left <= 0) this.#failures.delete(address);
    return left > 0 && failed.count >= MOST_ATTEMPTS ? Math.ceil(left / 1_000) : 0;
  }

  /** An address has tried a token in vain. */
  addFailure(address: string): void {
    const failed = this.#failures.get(address);
    if (failed) {
      failed.count += 1;
      return;
    }
    const [first] = this.#failures.keys();
    if (first !== undefined && this.#failures.size >= MOST_ADDRESSES) this.#failures.delete(first);
    this.#failures.set(address, { count: 1, since: this.#clock.now() });
  }
}
