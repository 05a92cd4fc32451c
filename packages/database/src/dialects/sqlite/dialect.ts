import { Param, type SQL, sql } from 'drizzle-orm';
import type { Dialect } from '../../dialect.js';
import { selectRows } from '../../insert-statement.js';
import { jsonDocument, parseDocument } from '../../json-document.js';
import { sqliteInspection } from './inspection.js';
import { takeToldWait } from './waits.js';
import { longestInLine } from './write-lock.js';

/** SQLite: bulk rows are one JSON document, and the lock of the file is the lock of every row. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  inspection: sqliteInspection,
  concurrentWriters: false,
  transactionalDdl: true,
  losesLocks: false,

  rows(columns, alias) {
    const names = Object.keys(columns);
    const lists = Object.values(columns).map(({ values }) => values);
    const rows = lists[0]?.map((_, row) => lists.map((values) => values[row])) ?? [];
    const fields = names.map((name, index) => `value ->> ${index} as ${name}`);
    const select = sql.raw(`select ${fields.join(', ')} from json_each`);
    const document = new Param(rows, { mapToDriverValue: jsonDocument });
    return sql`(${select}(${document})) as ${sql.raw(alias)}`;
  },

  inserted(columns) {
    return selectRows(this, columns);
  },

  anyOf(column, values) {
    const list = new Param(values, {
      mapToDriverValue: (list) => jsonDocument(list as readonly (string | number)[]),
    });
    return sql`${column} in (select value from json_each(${list}))`;
  },

  equals: (column, text) => sql`${column} = ${text}`,

  holds: (column, text) => sql`${column} in (${text}, cast(${text} as blob))`,

  // Without the signs, a text is compared as a number if the other column is one.
  isSame: (left, right) => sql`+${left} is +${right}`,

  asBytes: (text) => sql`cast(${text} as blob)`,

  holdsAnyOf(column, texts) {
    const list = new Param(texts, {
      mapToDriverValue: (list) => jsonDocument(list as readonly string[]),
    });
    return sql`${column} in (
      select iif(as_bytes, cast(value as blob), value)
      from json_each(${list}), (select 0 as as_bytes union all select 1))`;
  },

  jsonArray<T>(element: SQL | readonly SQL[], from: SQL, orderBy: SQL): SQL<T[]> {
    const value = isTuple(element)
      ? sql`json_array(${sql.join(element.map(textOfBlob), sql`, `)})`
      : textOfBlob(element);
    const list = sql`json_group_array(${value} order by ${orderBy})`;
    return sql<T[]>`(select ${list} from ${from})`.mapWith(
      (text: string) => parseDocument(text) as T[],
    );
  },

  isText: (column) => sql`${column} < x''`,

  bytes: (text) => sql<string | null>`hex(${text})`,

  byteOrder: (column) => sql`${column} collate binary`,

  sortsAsRead: (column) =>
    sql`(typeof(${column}) = 'text' and ${column} like '____-__-__ __:__:__.______')`.mapWith(
      Boolean,
    ),

  clock: sql<string>`strftime('%Y-%m-%d %H:%M:%f000', 'now')`,

  storedTimestamp: (timestamp) => timestamp,

  epochSeconds: (column) => sql<number>`unixepoch(${column})`,

  rowsToLock: (_table, condition) => condition,

  createLockWaits:
    ({ elsewhere = false } = {}) =>
    async (transaction) => {
      const [main] = await transaction.all<{ file: string }>(
        sql`select file from pragma_database_list where name = 'main'`,
      );
      const file = main?.file ?? '';
      return Math.max(elsewhere ? 0 : longestInLine(file), takeToldWait(file));
    },

  readReplicaState: async () => ({ isReplica: false, lagSeconds: null }),

  lock: (query) => query,
};

function isTuple(element: SQL | readonly SQL[]): element is readonly SQL[] {
  return Array.isArray(element);
}

/** JSON takes no bytes, but a text column may hold some. */
function textOfBlob(value: SQL): SQL {
  return sql`iif(typeof(${value}) = 'blob', cast(${value} as text), ${value})`;
}
