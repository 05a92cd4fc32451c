import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Operation } from './operation.js';
import type { Plan } from './plan.js';

/**
 * How likely a crash is considered at a point where there is a choice, and how likely an actor goes
 * on. Actors that took turns evenly would never be far apart.
 */
const CRASH_CHANCE = 0.1;
const GOING_ON_CHANCE = 0.85;

/** Draws the options by a seed; the same seed draws the same ones. */
export class Drawn implements Plan {
  readonly #generator;
  #last = '';

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  choose(options: readonly Operation[]): Operation | undefined {
    if (this.#draw() < CRASH_CHANCE) return this.#oneOf(options);
    const steps = options.filter(({ kind }) => kind !== 'crash');
    const same = steps.find(({ actor }) => actor === this.#last);
    return same && this.#draw() < GOING_ON_CHANCE ? same : this.#oneOf(steps);
  }

  performed({ actor }: Operation): void {
    this.#last = actor;
  }

  #oneOf(options: readonly Operation[]): Operation | undefined {
    return options[Math.floor(this.#draw() * options.length)];
  }

  #draw(): number {
    return uniformFloat64(this.#generator);
  }
}
