import type { SQL } from 'drizzle-orm';
import type { Grammar } from './drizzle/grammar.js';
import { DatabaseError } from './errors/database-error.js';
import type { Execute } from './execute.js';
import type { KnownColumns } from './known-columns.js';
import type { Reader, Transaction } from './store.js';

const executes = new WeakMap<Reader, Execute>();

/** Says over what a reader sends its statements. */
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
export interface Shared {
  readonly grammar: Grammar;
  readonly columns: KnownColumns;
}

/** Reads over one connection. */
export function createReader({ grammar, columns }: Shared, execute: Execute): Reader {
  const { dialect, verbs, render } = grammar;
  const drizzle = verbs(execute);
  const reader: Reader = {
    dialect,
    select: drizzle.select.bind(drizzle) as Reader['select'],
    selectDistinct: drizzle.selectDistinct.bind(drizzle) as Reader['selectDistinct'],
    all: async <Row>(query: SQL) => {
      const { sql: text, params } = render(query);
      return (await execute(text, params, 'objects')).rows as Row[];
    },
    hasColumn: (table, column) => columns.hasNow(table, column, reader.all),
  };
  setExecute(reader, execute);
  return reader;
}

/** Reads and writes over one connection. */
export function createTransaction(shared: Shared, execute: Execute): Transaction {
  const { grammar } = shared;
  const drizzle = grammar.verbs(execute);
  const transaction: Transaction = {
    ...createReader(shared, execute),
    insert: drizzle.insert.bind(drizzle) as Transaction['insert'],
    update: drizzle.update.bind(drizzle) as Transaction['update'],
    delete: drizzle.delete.bind(drizzle) as Transaction['delete'],
    run: async (query) => {
      const { sql: text, params } = grammar.render(query);
      return (await execute(text, params, 'objects')).changed;
    },
  };
  setExecute(transaction, execute);
  return transaction;
}
