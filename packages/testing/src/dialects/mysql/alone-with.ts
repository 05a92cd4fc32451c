import type { Database, Transaction } from '@cellbridge/database';
import { sql } from 'drizzle-orm';

/**
 * See `aloneWith` of a test dialect. Only a REPEATABLE READ transaction locks the gaps between the rows too, which keeps
 * new rows out.
 */
export async function aloneWith<T>(
  database: Database,
  tables: readonly string[],
  body: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  // The setting goes with the connection.
  return await database.exclusive('tables', async (session) => {
    await session.run(sql`set session transaction isolation level repeatable read`);
    return await session.transaction(async (transaction) => {
      for (const table of tables) {
        await transaction.all(sql`select * from ${sql.identifier(table)} for update`);
      }
      return await body(transaction);
    });
  });
}
