/**
 * Notices that something takes too long, at hardly any cost otherwise: one timer watches one thing after the
 * other, and is not set again for each.
 */
export class TimeLimit {
  readonly #onExcess: () => void;
  #deadline = Number.POSITIVE_INFINITY;
  /** When the timer goes off. */
  #due = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(onExcess: () => void) {
    this.#onExcess = onExcess;
  }

  /** @param milliseconds `Infinity`: no limit. */
  start(milliseconds: number): void {
    this.#deadline = performance.now() + milliseconds;
    if (this.#deadline < this.#due) this.#watch();
  }

  stop(): void {
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  #watch(): void {
    const remaining = this.#deadline - performance.now();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    if (remaining <= 0) {
      this.#onExcess();
    } else if (Number.isFinite(remaining)) {
      this.#due = this.#deadline;
      this.#timer = setTimeout(() => this.#watch(), Math.ceil(remaining)).unref();
    }
  }
}
