import { withRaw } from '../server/with-raw.js';
import type { MoveSite } from './move-site.js';
import { MOVED_TABLES } from './moved-tables.js';

/**
 * The move that takes MySQL the least: both databases are on one server, so that one transaction inserts what it
 * selects, with the ids. It writes no receipts, and nobody may write meanwhile.
 */
export async function selectMove({ api, cell }: MoveSite): Promise<void> {
  const cellName = new URL(cell).pathname.slice(1);
  await withRaw(api, async (raw) => {
    // A locking read of the rows would cost more.
    await raw.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await raw.beginWriting();
    for (const { table, ...columns } of MOVED_TABLES) {
      await raw.query(
        `INSERT INTO ${table} (${columns.api})
         SELECT ${columns.cell} FROM ${cellName}.${table} WHERE deleted = 0`,
      );
    }
    for (const { table } of MOVED_TABLES) {
      await raw.query(
        `UPDATE ${cellName}.${table} SET deleted = id, deleted_at = utc_timestamp() WHERE deleted = 0`,
      );
    }
    await raw.query('COMMIT');
  });
}
