import type { Operation, Step } from './operation.js';

/** Decides who is next. */
export interface Plan {
  /** @returns `undefined` if whatever comes now was seen in another run. */
  choose(options: readonly Operation[]): Operation | undefined;
  /** Told of each step that was done. */
  performed(step: Step): void;
}
