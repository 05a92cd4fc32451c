import type { OpenOptions, Statement } from '@cellbridge/database';

/**
 * Drops the connection once, before the first statement that `matches`.
 *
 * @example openDatabase(url, { intercept: dropConnection(({ text }) => text === 'commit') })
 */
export function dropConnection(
  matches: (statement: Statement) => boolean,
): NonNullable<OpenOptions['intercept']> {
  let isDone = false;
  return (statement) => {
    if (isDone || !matches(statement)) return;
    isDone = true;
    throw new Error('The connection was dropped by a test.');
  };
}
