/**
 * A database that goes back to an earlier commit: what some of its tables held is put back in one
 * transaction, as restoring a backup does, or a fail-over that loses the last commits.
 */
import type { Database, Transaction } from '@cellbridge/database';
import { sql } from 'drizzle-orm';
import type { Row } from '../raw/raw-database.js';
import { insertRows } from './insert-rows.js';

/** What tables held in one committed state of their database. */
export type CommittedState = ReadonlyMap<string, readonly Row[]>;

/** Reads some tables in one snapshot. */
export async function readState(
  database: Database,
  tables: readonly string[],
): Promise<CommittedState> {
  return await database.snapshot(async (reader) => {
    const state = new Map<string, Row[]>();
    for (const table of tables) {
      state.set(table, await reader.all<Row>(sql`select * from ${sql.identifier(table)}`));
    }
    return state;
  });
}

/**
 * Makes tables hold again what they held once. Others have no transaction under way meanwhile: where
 * two could write at once, this one waits for theirs, and has them wait. The tables are locked in
 * the order in which they were read; it must be that of the others.
 */
export async function restoreState(transaction: Transaction, state: CommittedState): Promise<void> {
  const tables = [...state.keys()].map((table) => sql.identifier(table));
  if (transaction.dialect.concurrentWriters) {
    await transaction.run(sql`lock table ${sql.join(tables, sql`, `)} in access exclusive mode`);
  }
  // Rows that refer to others go first, and come last.
  for (const table of tables.toReversed()) await transaction.run(sql`delete from ${table}`);
  for (const [table, rows] of state) await insertRows(transaction, table, rows);
}
