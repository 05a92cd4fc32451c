import { sql } from 'drizzle-orm';
import type { LockWaits } from '../../dialect.js';

/** How many row locks are waited for on the whole server now, and have been since it started. Everybody may ask. */
const WAITS = sql`show global status
  where variable_name in ('Innodb_row_lock_current_waits', 'Innodb_row_lock_waits')`;

/**
 * Takes a wait for any row lock of the server for one that counts. The tables that tell who waits for whom need the right
 * PROCESS, and stay as they are while somebody reads them more often than ten times a second.
 */
export function mysqlLockWaits(): LockWaits {
  let before = 0;
  return async ({ all }) => {
    const rows = await all<{ Variable_name: string; Value: string }>(WAITS);
    const counter = (name: string) =>
      Number(rows.find(({ Variable_name }) => Variable_name === name)?.Value);
    const begun = counter('Innodb_row_lock_waits');
    // Some servers of MySQL forget to count one that has ended.
    const isNew = begun > before;
    before = begun;
    return isNew && counter('Innodb_row_lock_current_waits') > 0 ? Number.POSITIVE_INFINITY : 0;
  };
}
