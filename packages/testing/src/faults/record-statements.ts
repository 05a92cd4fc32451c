import type { OpenOptions, Statement } from '@cellbridge/database';

type Intercept = NonNullable<OpenOptions['intercept']>;

/** Records the statements that are sent, in order: one a round trip. */
export function recordStatements(): { intercept: Intercept; statements: Statement[] } {
  const statements: Statement[] = [];
  return {
    statements,
    intercept: (statement) => {
      statements.push(statement);
    },
  };
}
