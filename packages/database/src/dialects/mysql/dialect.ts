import { type Column, Param, Placeholder, type SQL, sql } from 'drizzle-orm';
import type { BulkType, Dialect } from '../../dialect.js';
import { jsonDocument, refuseNul } from '../../json-document.js';
import { mysqlInspection } from './inspection.js';
import { mysqlLockWaits } from './lock-waits.js';
import { readMysqlReplicaState } from './replica-state.js';
import { type ItemText, ValueList } from './value-list.js';

/**
 * The types of bulk columns. A `varchar` would cut a text that is too long, and another character set would store a
 * `?` for what it lacks, both without a word.
 */
const COLUMN_TYPES: Readonly<Record<BulkType, string>> = {
  integer: 'bigint',
  text: 'longtext character set utf8mb4',
  timestamp: 'longtext character set utf8mb4',
};

/** How many values a list of placeholders has, at most: a statement takes 65,535. */
const MAX_PLACEHOLDERS = 16_384;

/**
 * MySQL and MariaDB: bulk rows are one JSON document, except those that are inserted, and locks are row locks.
 *
 * The collation of Nova's text columns ignores case, accents and blanks at the end. Here texts are the same if their
 * bytes are, as in the other databases: the collation finds the row by its index, the bytes decide.
 */
export const mysqlDialect: Dialect = {
  name: 'mysql',
  inspection: mysqlInspection,
  concurrentWriters: true,
  transactionalDdl: false,
  losesLocks: true,

  rows(columns, alias) {
    const names = Object.keys(columns);
    const lists = Object.values(columns).map(({ values }) => values);
    const rows = lists[0]?.map((_, row) => lists.map((values) => values[row])) ?? [];
    const fields = Object.values(columns).map(
      ({ type }, index) =>
        `\`${names[index]}\` ${COLUMN_TYPES[type]} path '$[${index}]' error on error`,
    );
    return sql`json_table(${documentOf(rows)}, ${sql.raw(`'$[*]' columns (${fields.join(', ')})`)}) as ${sql.raw(alias)}`;
  },

  // Not a SELECT: by default MariaDB keeps the counter of ids locked until it ends, and whoever inserts a row and holds one
  // that it waits for would fail with an error that Nova does not try again (1467).
  inserted(columns) {
    const lists = Object.values(columns).map(({ values }) => values.map(insertedLiteral));
    const rows = lists[0]?.map((_, row) => `(${lists.map((values) => values[row]).join(', ')})`);
    return sql.raw(`values ${rows?.join(', ')}`);
  },

  anyOf(column, values, type) {
    if (!(values instanceof Placeholder) && values.length === 0) return sql`false`;
    if (type === 'integer') return sql`${column} in (${integers(values)})`;
    const bytes = bytesOf(column);
    if (values instanceof Placeholder) {
      // One list: of two, a server would read the second once for every row.
      const listed = listedValues(values, type);
      return sql`(${column}, ${bytes}) in (select ${asStored(VALUE)}, ${bytesOf(VALUE)} from ${listed})`;
    }
    if (values.length > MAX_PLACEHOLDERS) {
      const texts = sql.raw(values.map(storedLiteral).join(', '));
      return sql`(${column} in (${texts}) and ${bytes} in (${sql.raw(values.map(literal).join(', '))}))`;
    }
    const listed = placeholders(values);
    const stored = each(listed, (value) => `convert(? using ${characterSetOf(value)})`);
    return sql`(${column} in (${stored}) and ${bytes} in (${each(listed, () => 'cast(? as binary)')}))`;
  },

  equals: (column, text) => isText(column, text),

  holds: (column, text) => isText(column, text),

  isSame: (left, right) => sql`${bytesOf(left)} <=> ${bytesOf(right)}`,

  asBytes: () => undefined,

  holdsAnyOf(column, texts) {
    return this.anyOf(column, texts, 'text');
  },

  jsonArray<T>(element: SQL | readonly SQL[], from: SQL, orderBy: SQL): SQL<T[]> {
    const isTuple = Array.isArray(element);
    const values = sql.join(isTuple ? [...(element as SQL[])] : [element as SQL], sql`, `);
    // The number of elements comes first: a server cuts a list that is too long without a word.
    const list = sql`concat('[', count(*), coalesce(concat(',', group_concat(json_array(${values}) order by ${orderBy} separator ',')), ''), ']')`;
    // A list that is larger than a packet may be is NULL.
    return sql<T[]>`(select coalesce(${list}, '[-1]') from ${from})`.mapWith((text: string) =>
      elementsOf<T>(text, isTuple),
    );
  },

  isText: () => undefined,

  bytes: (text) => sql<string | null>`hex(${bytesOf(text)})`,

  byteOrder: (column) => bytesOf(column),

  // A zero date, which a server may hold, is none.
  sortsAsRead: (column) =>
    sql`(${column} between '0001-01-01' and '9999-12-31 23:59:59.999999')`.mapWith(Boolean),

  clock: sql<string>`utc_timestamp(6)`,

  storedTimestamp: (timestamp) => timestamp.replace(/\.\d{6}$/, '.000000'),

  epochSeconds: (column) => sql<number>`timestampdiff(second, '1970-01-01', ${column})`,

  rowsToLock: (table, condition) =>
    condition && sql`${table}.id in (select id from ${table} where ${condition})`,

  createLockWaits: mysqlLockWaits,

  readReplicaState: readMysqlReplicaState,

  lock(query, { skipLocked = false } = {}) {
    return (query as { for(strength: string, config: object): typeof query }).for('update', {
      skipLocked,
    });
  },
};

/** Returns one parameter that holds any number of values; a placeholder gets them at each execution. */
function documentOf(values: readonly unknown[] | Placeholder): SQL {
  return sql`${new Param(values, {
    mapToDriverValue: (given) => jsonDocument(given as readonly (string | number | null)[]),
  })}`;
}

/** A value of {@link listedValues}. */
const VALUE = sql`value`;

/** Returns a table of values, of one parameter. */
function listedValues(values: readonly unknown[] | Placeholder, type: BulkType): SQL {
  const columns = sql.raw(`'$[*]' columns (value ${COLUMN_TYPES[type]} path '$' error on error)`);
  return sql`json_table(${documentOf(values)}, ${columns}) as listed`;
}

/** A text that means the same between quotes, in every character set: a uuid, a plain name. */
const PLAIN = /^[\w-]*$/;

/** Returns the bytes of a text, written out. */
function literal(text: string | number): string {
  return PLAIN.test(String(text)) ? `'${text}'` : `x'${Buffer.from(String(text)).toString('hex')}'`;
}

/** Returns a text, written out, like {@link asStored}. */
function storedLiteral(text: string | number): string {
  const bytes = literal(text);
  return bytes.startsWith("'") ? bytes : `convert(_utf8mb4 ${bytes} using ${characterSetOf(text)})`;
}

/** Returns a value of a bulk row, written out. */
function insertedLiteral(value: string | number | null): string {
  if (typeof value !== 'string') return String(value);
  refuseNul(value);
  if (!/['\\]/.test(value)) return `_utf8mb4'${value}'`;
  return `_utf8mb4 x'${Buffer.from(value).toString('hex')}'`;
}

/**
 * Returns a list for `in` that finds its rows by an index in every statement. A table of values would not: an `update`
 * reads it once for every row.
 */
function integers(values: readonly (string | number)[] | Placeholder): SQL {
  if (values instanceof Placeholder)
    return sql`select value from ${listedValues(values, 'integer')}`;
  if (values.length <= MAX_PLACEHOLDERS) return each(placeholders(values), () => '?');
  return sql.raw(values.map((value) => BigInt(value)).join(', '));
}

/** Returns values for a list of placeholders. Their number is a power of two, so that there are few texts. */
function placeholders<T>(values: readonly T[]): readonly T[] {
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array.from({ length: length - values.length }, () => values.at(-1) as T)];
}

function each(values: readonly (string | number)[], itemText: ItemText): SQL {
  return sql`${new Param(new ValueList(values, itemText))}`;
}

/** Returns whether the bytes of a column are those of a text. The first condition uses an index. */
function isText(column: Column | SQL, text: string | SQL | Placeholder): SQL {
  return sql`(${column} = ${asStored(text)} and ${bytesOf(column)} = ${bytesOf(text)})`;
}

/** A character that takes four bytes in UTF-8. Nova's columns hold none. */
const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/u;

/**
 * Returns a text in the character set of Nova's columns: in a larger one it would keep a column from using its index.
 * A text that is known, and needs a larger one, is looked for without an index.
 */
function asStored(text: string | SQL | Placeholder): SQL {
  return sql`convert(${text} using ${sql.raw(characterSetOf(text))})`;
}

function characterSetOf(text: string | number | SQL | Placeholder): string {
  return typeof text === 'string' && FOUR_BYTES.test(text) ? 'utf8mb4' : 'utf8mb3';
}

function bytesOf(text: Column | SQL | Placeholder | string): SQL {
  return sql`cast(${text} as binary)`;
}

function elementsOf<T>(text: string, isTuple: boolean): T[] {
  const [count, ...elements] = JSON.parse(text) as [number, ...(readonly unknown[])[]];
  if (elements.length !== count)
    throw new Error('A list came back cut; raise max_allowed_packet of the server.');
  return (isTuple ? elements : elements.map(([value]) => value)) as T[];
}
