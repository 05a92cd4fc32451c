import type { Operation } from './operation.js';
import type { Plan } from './plan.js';

interface OneSwitchOptions {
  /** The name of the actor that begins. */
  readonly actor: string;
  /** How many steps it takes. */
  readonly after: number;
  /** What it does then. */
  readonly then: 'waits' | 'crashes';
}

/** Lets one actor take some steps. Then it waits until the others have finished, or crashes. */
export class OneSwitch implements Plan {
  readonly #options: OneSwitchOptions;
  #taken = 0;

  constructor(options: OneSwitchOptions) {
    this.#options = options;
  }

  /** Whether the actor has come so far. */
  get isReached(): boolean {
    return this.#taken >= this.#options.after;
  }

  choose(options: readonly Operation[]): Operation | undefined {
    const { actor, then } = this.#options;
    const crash = options.find((option) => option.actor === actor && option.kind === 'crash');
    if (crash && this.isReached && then === 'crashes') return crash;
    const steps = options.filter(({ kind }) => kind !== 'crash');
    const own = steps.find((step) => step.actor === actor);
    const other = steps.find((step) => step.actor !== actor);
    return this.isReached ? (other ?? own) : (own ?? other);
  }

  performed({ actor }: Operation): void {
    if (actor === this.#options.actor) this.#taken += 1;
  }
}
