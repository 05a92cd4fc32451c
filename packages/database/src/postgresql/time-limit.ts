/**
 * Notices that something takes too long, at hardly any cost where it does not: one timer looks
 * after one thing after the other, and is not set anew for each.
 */
export class TimeLimit {
  readonly #milliseconds: number;
  readonly #onExcess: () => void;
  #deadline = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param milliseconds `Infinity`: no limit. */
  constructor(milliseconds: number, onExcess: () => void) {
    this.#milliseconds = milliseconds;
    this.#onExcess = onExcess;
  }

  start(): void {
    this.#deadline = performance.now() + this.#milliseconds;
    if (!this.#timer) this.#watch();
  }

  stop(): void {
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  #watch(): void {
    const remaining = this.#deadline - performance.now();
    this.#timer = undefined;
    if (remaining <= 0) {
      this.#onExcess();
    } else if (Number.isFinite(remaining)) {
      this.#timer = setTimeout(() => this.#watch(), Math.ceil(remaining)).unref();
    }
  }
}
