import { type SQL, sql } from 'drizzle-orm';
import type { Grammar } from './drizzle/grammar.js';
import { DatabaseError } from './errors/database-error.js';
import type { Execute } from './execute.js';
import { insertStatement } from './insert-statement.js';
import type { KnownColumns } from './known-columns.js';
import type { DrizzleStore, Reader, Transaction } from './store.js';

const executes = new WeakMap<Reader, Execute>();

/** Sets over what a reader sends its statements. */
export function setExecute(reader: Reader, execute: Execute): void {
  executes.set(reader, execute);
}

/** Over what a reader sends its statements, for queries that are prepared once for all of them. */
export function executeOf(reader: Reader): Execute {
  const execute = executes.get(reader);
  if (!execute) throw new DatabaseError('This is no reader of a database that was opened here.');
  return execute;
}

/** What every reader of a database shares. */
export interface Shared<Tables = unknown> {
  readonly grammar: Grammar;
  readonly columns: KnownColumns;
  readonly tables: Tables;
}

/** Reads over one connection. */
export function createReader<Tables>(shared: Shared<Tables>, execute: Execute): Reader<Tables> {
  const reader = readerWith(shared, execute, shared.grammar.builders(execute));
  setExecute(reader, execute);
  return reader;
}

/** Reads and writes over one connection. */
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
  const transaction: Transaction<Tables> = {
    ...reader,
    ...grammar.verbs({ dialect, drizzle, all: reader.all }),
    insert: drizzle.insert.bind(drizzle) as Transaction['insert'],
    update: drizzle.update.bind(drizzle) as Transaction['update'],
    delete: drizzle.delete.bind(drizzle) as Transaction['delete'],
    insertRows: async (table, rows) => {
      await run(insertStatement(dialect, table, rows));
    },
    deleteCounted: async (table, condition) => {
      return await run(sql`delete from ${table}${condition && sql` where ${condition}`}`);
    },
    run,
  };
  setExecute(transaction, execute);
  return transaction;
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
    all,
    hasColumn: (table, column) => columns.hasNow(table, column, all),
  };
}
