/** How long a batch may hold its row locks, in milliseconds: what a writer may have to wait. */
const TARGET = 250;
const SMALLEST = 10;
const LARGEST = 5_000;

/** Chooses how many groups a batch holds: a fixed number, or what fits a target duration. */
export class BatchSize {
  readonly #fixed: number | undefined;
  #size = 200;

  constructor(fixed: number | undefined) {
    this.#fixed = fixed;
  }

  get current(): number {
    return this.#fixed ?? this.#size;
  }

  /** Learns from a batch of `groups` that took `milliseconds`; never more than doubles or halves. */
  learn(groups: number, milliseconds: number): void {
    if (groups < this.#size / 2 || milliseconds <= 0) return;
    const fitting = (groups / milliseconds) * TARGET;
    const next = Math.min(Math.max(fitting, this.#size / 2), this.#size * 2);
    this.#size = Math.round(Math.min(Math.max(next, SMALLEST), LARGEST));
  }
}
