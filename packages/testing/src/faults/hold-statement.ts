import type { OpenOptions, Statement } from '@cellbridge/database';
import { defer } from './deferred.js';

/** A statement that waits until a test has done something else. */
export interface HeldStatement {
  readonly intercept: NonNullable<OpenOptions['intercept']>;
  /** Resolves when the statement is about to be sent. */
  readonly reached: Promise<Statement>;
  /** Lets it continue; with an error, drops its connection instead. */
  release(error?: Error): void;
}

/** Holds the first statement that `matches`, until it is released. */
export function holdStatement(matches: (statement: Statement) => boolean): HeldStatement {
  const reached = defer<Statement>();
  const released = defer<void>();
  let isHeld = false;
  return {
    reached: reached.promise,
    release: (error) => (error ? released.reject(error) : released.resolve()),
    intercept: async (statement) => {
      if (isHeld || !matches(statement)) return;
      isHeld = true;
      reached.resolve(statement);
      await released.promise;
    },
  };
}
