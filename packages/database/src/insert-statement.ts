import { type SQL, sql } from 'drizzle-orm';
import type { Dialect } from './dialect.js';
import type { BulkRows, Table } from './writes.js';

/** Returns the statement that inserts bulk rows. Its text does not depend on their number. */
export function insertStatement(dialect: Dialect, table: Table, rows: BulkRows): SQL {
  const names = sql.raw(Object.keys(rows).join(', '));
  // Without a condition, SQLite would take a later ON as that of a join.
  return sql`insert into ${table} (${names})
    select ${names} from ${dialect.rows(rows, 'inserted')} where true`;
}
