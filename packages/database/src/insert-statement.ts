import { type SQL, sql } from 'drizzle-orm';
import type { Dialect } from './dialect.js';
import type { BulkRows, Table } from './writes.js';

/** The statement that inserts rows in bulk. Its text does not depend on their number. */
export function insertStatement(dialect: Dialect, table: Table, rows: BulkRows): SQL {
  const names = sql.raw(Object.keys(rows).join(', '));
  // SQLite takes the ON of what may follow for that of a join, unless there is a condition.
  return sql`insert into ${table} (${names})
    select ${names} from ${dialect.rows(rows, 'inserted')} where true`;
}
