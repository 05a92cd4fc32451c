import { type SQL, sql } from 'drizzle-orm';
import type { Grammar } from './drizzle/grammar.js';
import type { Execute } from './execute.js';
import { hasRows, insertStatement } from './insert-statement.js';
import type { KnownColumns } from './known-columns.js';
import type { DrizzleStore, Reader, Transaction } from './store.js';

/** What all readers of a database share. */
export interface Shared<Tables = unknown> {
  readonly grammar: Grammar;
  readonly columns: KnownColumns;
  readonly tables: Tables;
}

/** Creates a reader over one connection. */
export function createReader<Tables>(shared: Shared<Tables>, execute: Execute): Reader<Tables> {
  return readerWith(shared, execute, shared.grammar.builders(execute));
}

/** Creates a reader and writer over one connection. */
export function createTransaction<Tables>(
  shared: Shared<Tables>,
  execute: Execute,
): Transaction<Tables> {
  const { grammar } = shared;
  const { dialect } = grammar;
  const drizzle = grammar.builders(execute);
  const reader = readerWith(shared, execute, drizzle);
  const run = async (query: SQL) => {
    const { sql: text, params } = grammar.render(query);
    return (await execute(text, params, 'objects')).changed;
  };
  return {
    ...reader,
    ...grammar.verbs({ dialect, drizzle, all: reader.all, run }),
    insert: drizzle.insert.bind(drizzle) as Transaction['insert'],
    update: drizzle.update.bind(drizzle) as Transaction['update'],
    delete: drizzle.delete.bind(drizzle) as Transaction['delete'],
    insertRows: async (table, rows) => {
      if (hasRows(rows)) await run(insertStatement(dialect, table, rows));
    },
    deleteCounted: async (table, condition) => {
      return await run(sql`delete from ${table}${condition && sql` where ${condition}`}`);
    },
    run,
  };
}

function readerWith<Tables>(
  { grammar, columns, tables }: Shared<Tables>,
  execute: Execute,
  drizzle: DrizzleStore,
): Reader<Tables> {
  const all = async <Row>(query: SQL) => {
    const { sql: text, params } = grammar.render(query);
    return (await execute(text, params, 'objects')).rows as Row[];
  };
  return {
    dialect: grammar.dialect,
    tables,
    select: drizzle.select.bind(drizzle) as Reader['select'],
    selectDistinct: drizzle.selectDistinct.bind(drizzle) as Reader['selectDistinct'],
    execute,
    all,
    hasColumn: (table, column) => columns.hasNow(table, column, all),
  };
}
