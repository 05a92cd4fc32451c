import { Param, type SQL, sql } from 'drizzle-orm';
import type { Dialect } from '../dialect.js';
import { jsonDocument, parseDocument } from './json-document.js';

/** SQLite: rows come in as one JSON document, and the lock of the file is the lock of every row. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  concurrentWriters: false,
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

  anyOf(column, values) {
    const list = new Param(values, {
      mapToDriverValue: (list) => jsonDocument(list as readonly (string | number)[]),
    });
    return sql`${column} in (select value from json_each(${list}))`;
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

  clock: sql<string>`strftime('%Y-%m-%d %H:%M:%f000', 'now')`,

  lock: (query) => query,
};

function isTuple(element: SQL | readonly SQL[]): element is readonly SQL[] {
  return Array.isArray(element);
}

/** JSON takes no bytes, and a column of text may hold some. */
function textOfBlob(value: SQL): SQL {
  return sql`iif(typeof(${value}) = 'blob', cast(${value} as text), ${value})`;
}
