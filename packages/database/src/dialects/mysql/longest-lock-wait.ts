import { sql } from 'drizzle-orm';
import type { Reader } from '../../store.js';

/** How many row locks are waited for on the whole server. Everybody may ask, and the answer is never old. */
const WAITS_ON_SERVER = sql`show global status like 'Innodb_row_lock_current_waits'`;

/**
 * Whether this user may ask who waits for whom: with the right PROCESS, on MariaDB. Roles are not looked into. MySQL has
 * other tables for it, and other rights.
 */
const MAY_ASK = sql`select count(*) as rights from information_schema.user_privileges
  where privilege_type = 'PROCESS' and version() like '%MariaDB%'
    and grantee = concat('''', replace(current_user(), '@', '''@'''), '''')`;

/** How many connections wait for a lock of this transaction, by a list that may be a tenth of a second old. */
const WAITS_FOR_THIS = sql`select count(*) as waiting
  from information_schema.innodb_lock_waits w join information_schema.innodb_trx b on b.trx_id = w.blocking_trx_id
  where b.trx_mysql_thread_id = connection_id()`;

/**
 * Returns `Infinity` if somebody waits for a lock of this transaction, or may: a server tells in whole seconds since when.
 * Asks as little as it can, since a statement that fails would cost the transaction.
 */
export async function longestLockWait({ all }: Pick<Reader, 'all'>): Promise<number> {
  const [onServer] = await all<{ Value: string }>(WAITS_ON_SERVER);
  if (!(Number(onServer?.Value) > 0)) return 0;
  const [may] = await all<{ rights: number }>(MAY_ASK);
  if (!may?.rights) return Number.POSITIVE_INFINITY;
  const [forThis] = await all<{ waiting: number }>(WAITS_FOR_THIS);
  return forThis?.waiting ? Number.POSITIVE_INFINITY : 0;
}
