import type { Database, Transaction } from '@cellbridge/database';
import { sql } from 'drizzle-orm';

/** See `aloneWith` of a test dialect. Others cannot even read meanwhile. */
export async function aloneWith<T>(
  database: Database,
  tables: readonly string[],
  body: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const names = tables.map((table) => sql.identifier(table));
  return await database.transaction(async (transaction) => {
    await transaction.run(sql`lock table ${sql.join(names, sql`, `)} in access exclusive mode`);
    return await body(transaction);
  });
}
