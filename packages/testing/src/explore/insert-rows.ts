import type { Transaction } from '@cellbridge/database';
import { sql } from 'drizzle-orm';
import type { Row } from '../raw/raw-database.js';

/** Inserts rows without any of Cellbridge's rules. They must have the same columns. */
export async function insertRows(
  transaction: Transaction,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const names = columns.map((column) => sql.identifier(column));
  const values = rows.map((row) => {
    const cells = columns.map((column) => sql`${row[column]}`);
    return sql`(${sql.join(cells, sql`, `)})`;
  });
  await transaction.run(sql`
    insert into ${sql.identifier(table)} (${sql.join(names, sql`, `)})
    values ${sql.join(values, sql`, `)}`);
}
