import { numbersFrom } from '../random.js';
import type { Operation } from './operation.js';
import type { Plan } from './plan.js';

/**
 * How often in 100 choices a crash is considered, and if none is, how often the same actor continues.
 * Actors that take turns evenly would never be far apart.
 */
const CRASHES = 10;
const GOINGS_ON = 85;

/** Picks the options by a seed; the same seed picks the same ones. */
export class RandomPlan implements Plan {
  readonly #pick: (limit: number) => number;
  #last = '';

  constructor(seed: number) {
    this.#pick = numbersFrom(seed);
  }

  choose(options: readonly Operation[]): Operation | undefined {
    if (this.#pick(100) < CRASHES) return this.#oneOf(options);
    const steps = options.filter(({ kind }) => kind !== 'crash');
    const same = steps.find(({ actor }) => actor === this.#last);
    return same && this.#pick(100) < GOINGS_ON ? same : this.#oneOf(steps);
  }

  performed({ actor }: Operation): void {
    this.#last = actor;
  }

  #oneOf(options: readonly Operation[]): Operation | undefined {
    return options.length > 0 ? options[this.#pick(options.length)] : undefined;
  }
}
