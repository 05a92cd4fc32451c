import type { Session } from '@cellbridge/database';
import type { SQL } from 'drizzle-orm';

/**
 * Runs a statement that changes the definition of a table.
 *
 * Where such a statement commits by itself, it waits only briefly for the table, because everybody queues behind
 * it. Then it tries again, without a limit.
 */
export async function runDefinition(session: Session, statement: SQL): Promise<void> {
  if (session.dialect.transactionalDdl) await session.run(statement);
  else await session.transaction(({ run }) => run(statement));
}
