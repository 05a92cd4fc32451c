import { Param, type SQL, sql } from 'drizzle-orm';
import type { BulkType, Dialect } from '../../dialect.js';
import { selectRows } from '../../insert-statement.js';
import { postgresqlInspection } from './inspection.js';
import { readPostgresqlReplicaState } from './replica-state.js';

/** The longest wait for a lock of this transaction, in milliseconds. One that has only just begun has no time yet. */
const LONGEST_LOCK_WAIT = sql`select max(extract(epoch from clock_timestamp() - waiting.waitstart) * 1000)::float8 as waited
  from pg_locks waiting where not waiting.granted and pg_backend_pid() = any(pg_blocking_pids(waiting.pid))`;

const ARRAY_TYPES: Readonly<Record<BulkType, string>> = {
  integer: 'integer[]',
  text: 'text[]',
  timestamp: 'timestamp[]',
};

/** PostgreSQL: bulk rows are one array per column, and locks are row locks. */
export const postgresqlDialect: Dialect = {
  name: 'postgresql',
  inspection: postgresqlInspection,
  concurrentWriters: true,
  transactionalDdl: true,
  losesLocks: true,

  rows(columns, alias) {
    const names = Object.keys(columns);
    const arrays = Object.values(columns).map(
      ({ type, values }) => sql`${new Param(values)}::${sql.raw(ARRAY_TYPES[type])}`,
    );
    const header = sql.raw(`${alias}(${names.join(', ')})`);
    return sql`unnest(${sql.join(arrays, sql`, `)}) as ${header}`;
  },

  inserted(columns) {
    return selectRows(this, columns);
  },

  anyOf(column, values, type) {
    return sql`${column} = any(${new Param(values)}::${sql.raw(ARRAY_TYPES[type])})`;
  },

  equals: (column, text) => sql`${column} = ${text}`,

  holds: (column, text) => sql`${column} = ${text}`,

  isSame: (left, right) => sql`${left} is not distinct from ${right}`,

  asBytes: () => undefined,

  holdsAnyOf(column, texts) {
    return this.anyOf(column, texts, 'text');
  },

  jsonArray<T>(element: SQL | readonly SQL[], from: SQL, orderBy: SQL): SQL<T[]> {
    const value = isTuple(element)
      ? sql`json_build_array(${sql.join([...element], sql`, `)})`
      : element;
    const list = sql`json_agg(${value} order by ${orderBy})`;
    return sql<T[]>`(select coalesce(${list}, '[]'::json) from ${from})`;
  },

  isText: () => undefined,

  // Nothing is converted to SQL_ASCII.
  bytes: (text) => sql<string | null>`encode(convert_to(${text}, 'SQL_ASCII'), 'hex')`,

  byteOrder: (column) => sql`${column} collate "C"`,

  // Infinite timestamps, and those whose year has not four digits, read as words.
  sortsAsRead: (column) =>
    sql<boolean | null>`(${column} between '0001-01-01' and '9999-12-31 23:59:59.999999')`,

  // A transaction's own time is the time of its beginning.
  clock: sql<string>`clock_timestamp() at time zone 'UTC'`,

  storedTimestamp: (timestamp) => timestamp,

  epochSeconds: (column) => sql<number>`floor(extract(epoch from ${column}))::bigint`,

  rowsToLock: (_table, condition) => condition,

  createLockWaits: () => async (transaction) => {
    const [longest] = await transaction.all<{ waited: number | null }>(LONGEST_LOCK_WAIT);
    return longest?.waited ?? 0;
  },

  readReplicaState: readPostgresqlReplicaState,

  lock(query, { skipLocked = false } = {}) {
    return (query as { for(strength: string, config: object): typeof query }).for('update', {
      skipLocked,
    });
  },
};

function isTuple(element: SQL | readonly SQL[]): element is readonly SQL[] {
  return Array.isArray(element);
}
