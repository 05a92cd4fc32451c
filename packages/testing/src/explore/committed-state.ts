/**
 * Puts a database back to an earlier commit: some of its tables get their earlier content in one transaction. It
 * is like restoring a backup, or like a fail-over that loses the last commits.
 */
import { type Database, SerializationError, type Transaction } from '@cellbridge/database';
import { sql } from 'drizzle-orm';
import { TEST_DIALECTS } from '../dialects/index.js';
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
 * Gives tables their earlier content back in one transaction, while nobody else writes to them. They are locked in the
 * order in which they were read, which must be the order that others lock them in.
 *
 * @param atTheEnd is called in the transaction, and again if that is tried again.
 */
export async function restoreState(
  database: Database,
  state: CommittedState,
  atTheEnd: () => Promise<void> = async () => {},
): Promise<void> {
  const tables = [...state.keys()];
  const { aloneWith } = TEST_DIALECTS[database.dialect.name];
  const putBack = async (transaction: Transaction) => {
    // Rows that refer to others are deleted first and inserted last.
    for (const table of tables.toReversed()) {
      await transaction.run(sql`delete from ${sql.identifier(table)}`);
    }
    for (const [table, rows] of state) await insertRows(transaction, table, rows);
    await atTheEnd();
  };
  for (;;) {
    try {
      return await aloneWith(database, tables, putBack);
    } catch (error) {
      // Others may wait for it while it waits for them.
      if (!SerializationError.isInstance(error)) throw error;
    }
  }
}
