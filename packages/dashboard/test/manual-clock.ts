import { EventEmitter, once } from 'node:events';
import type { Clock } from '../src/feed/clock.js';

interface Waiting {
  readonly until: number;
  readonly milliseconds: number;
  readonly end: () => void;
}

/** A clock that stands still until a test advances it. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-11-30T12:00:00Z');
  readonly #waiting = new Set<Waiting>();
  readonly #changes = new EventEmitter();

  now(): number {
    return this.#now;
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#waiting.delete(waiting);
        resolve();
      };
      const waiting = { until: this.#now + milliseconds, milliseconds, end };
      this.#waiting.add(waiting);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
      this.#changes.emit('wait');
    });
  }

  /** Lets time pass at once. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const { until, end } of [...this.#waiting]) if (until <= this.#now) end();
  }

  /** Resolves once somebody waits for so long. */
  async waited(milliseconds: number): Promise<void> {
    while (![...this.#waiting].some((waiting) => waiting.milliseconds === milliseconds)) {
      await once(this.#changes, 'wait');
    }
  }
}
