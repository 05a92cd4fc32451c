import { areIndependent, describeOperation, type Operation, type Step } from './operation.js';
import type { Plan } from './plan.js';

/** A point with a choice. */
interface Choice {
  readonly options: readonly Operation[];
  /** Steps that need not be taken here, because earlier runs began with them. */
  readonly asleep: readonly Step[];
  /** The steps of the options that were tried. */
  readonly tried: Step[];
  /** The step of the option that is taken now. */
  step?: Step;
}

/**
 * Takes every option at every point, one run after the other. Leaves out orders that differ from an earlier
 * run only in the order of independent steps. (This is the method of sleep sets: an option that was tried at
 * a point is not tried again until a step follows that depends on it.)
 */
export class DepthFirst implements Plan {
  readonly #path: Choice[] = [];
  #depth = 0;

  choose(options: readonly Operation[]): Operation | undefined {
    const choice = this.#path[this.#depth] ?? this.#extend(options);
    this.#depth += 1;
    return choice.options[choice.tried.length];
  }

  performed(step: Step): void {
    const choice = this.#path[this.#depth - 1];
    if (choice) choice.step = step;
  }

  /** Moves to the next order. @returns whether there is one. */
  advance(): boolean {
    this.#depth = 0;
    for (let last = this.#path.at(-1); last; last = this.#path.at(-1)) {
      if (last.step) last.tried.push(last.step);
      delete last.step;
      if (last.tried.length < last.options.length) return true;
      this.#path.pop();
    }
    return false;
  }

  #extend(options: readonly Operation[]): Choice {
    const asleep = inherit(this.#path.at(-1));
    const names = new Set(asleep.map(describeOperation));
    const awake = options.filter((option) => !names.has(describeOperation(option)));
    const choice = { options: awake, asleep, tried: [] };
    this.#path.push(choice);
    return choice;
  }
}

function inherit(choice: Choice | undefined): Step[] {
  const { asleep = [], tried = [], step } = choice ?? {};
  return step ? [...asleep, ...tried].filter((other) => areIndependent(other, step)) : [];
}
