import type { Operation, Step } from './operation.js';

/** Decides which operation is next. */
export interface Plan {
  /** @returns `undefined` if every option was tried in another run. */
  choose(options: readonly Operation[]): Operation | undefined;
  /** Called after each step. */
  performed(step: Step): void;
}
