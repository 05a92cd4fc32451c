import type { Clock } from '../feed/clock.js';

/** How many tokens an address may try in vain within a minute. */
const MOST_ATTEMPTS = 10;
const PERIOD_MILLISECONDS = 60_000;

/** How many addresses are remembered of each kind; beyond that, the one that was seen first is forgotten. */
const MOST_ADDRESSES = 1_000;

/** Limits how many tokens somebody can try. */
export class AttemptLimit {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; readonly since: number }>();
  /** The networks from which a right token came. */
  readonly #succeeded = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** In how many seconds an address may try again; 0: now. */
  secondsUntilNext(address: string): number {
    const network = networkOf(address);
    const failed = this.#failures.get(network);
    if (!failed) return 0;
    const left = failed.since + PERIOD_MILLISECONDS - this.#clock.now();
    if (left <= 0) this.#failures.delete(network);
    return left > 0 && failed.count >= MOST_ATTEMPTS ? Math.ceil(left / 1_000) : 0;
  }

  /** An address has tried a token in vain. */
  addFailure(address: string): void {
    const network = networkOf(address);
    const failed = this.#failures.get(network);
    if (failed) {
      failed.count += 1;
      return;
    }
    makeRoom(this.#failures);
    this.#failures.set(network, { count: 1, since: this.#clock.now() });
  }

  /** Whether an address has tried the right token before. */
  hasSucceeded(address: string): boolean {
    return this.#succeeded.has(networkOf(address));
  }

  /** An address has tried the right token. */
  addSuccess(address: string): void {
    const network = networkOf(address);
    if (this.#succeeded.has(network)) return;
    makeRoom(this.#succeeded);
    this.#succeeded.add(network);
  }
}

function makeRoom(remembered: Map<string, unknown> | Set<string>): void {
  const [first] = remembered.keys();
  if (first !== undefined && remembered.size >= MOST_ADDRESSES) remembered.delete(first);
}

/** The address itself, or the first 64 bits of IPv6: somebody who has one such address has all of those. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = [], tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const all = tail ? [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail] : head;
  return all.slice(0, 4).join(':');
}
