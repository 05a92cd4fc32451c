import type { Operation } from './operation.js';
import type { Plan } from './plan.js';

interface OneSwitchOptions {
  /** The name of the actor that begins. */
  readonly actor: string;
  /** How many steps it takes. */
  readonly after: number;
  /** What it does then. */
  readonly end: 'waits' | 'crashes';
}

/** Lets one actor take some steps. Then it waits until the others have finished, or crashes. */
export class OneSwitch implements Plan {
  readonly #options: OneSwitchOptions;
  #taken = 0;

  constructor(options: OneSwitchOptions) {
    this.#options = options;
  }

  /** How many steps it has taken. */
  get taken(): number {
    return this.#taken;
  }

  choose(options: readonly Operation[]): Operation | undefined {
    const { actor, after, end } = this.#options;
    const isReached = this.#taken >= after;
    const crash = options.find((option) => option.actor === actor && option.kind === 'crash');
    if (crash && isReached && end === 'crashes') return crash;
    const steps = options.filter(({ kind }) => kind !== 'crash');
    const own = steps.find((step) => step.actor === actor);
    const other = steps.find((step) => step.actor !== actor);
    return isReached ? (other ?? own) : (own ?? other);
  }

  performed({ actor }: Operation): void {
    if (actor === this.#options.actor) this.#taken += 1;
  }
}
