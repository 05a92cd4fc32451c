import { type SQL, sql } from 'drizzle-orm';
import type { Dialect } from './dialect.js';
import type { BulkRows, Table } from './writes.js';

/** Whether there is a row to insert; MySQL has no statement for none. */
export function hasRows(rows: BulkRows): boolean {
  return Object.values(rows).some(({ values }) => values.length > 0);
}

/** Returns the statement that inserts bulk rows, one at least. */
export function insertStatement(dialect: Dialect, table: Table, rows: BulkRows): SQL {
  return sql`insert into ${table} (${namesOf(rows)}) ${dialect.inserted(rows)}`;
}

/** Returns bulk rows as the source of an INSERT whose text does not depend on their number. */
export function selectRows(dialect: Dialect, rows: BulkRows): SQL {
  // Without a condition, SQLite would take a later ON as that of a join.
  return sql`select ${namesOf(rows)} from ${dialect.rows(rows, 'inserted')} where true`;
}

function namesOf(rows: BulkRows): SQL {
  return sql.raw(Object.keys(rows).join(', '));
}
