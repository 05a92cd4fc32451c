import type { OpenOptions, Statement } from '@cellbridge/database';

type Intercept = NonNullable<OpenOptions['intercept']>;

/** Remembers the statements that are sent, round trip by round trip, in order. */
export function recordStatements(): { intercept: Intercept; statements: Statement[] } {
  const statements: Statement[] = [];
  return {
    statements,
    intercept: (statement) => {
      statements.push(statement);
    },
  };
}
