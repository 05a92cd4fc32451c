import type { SQL } from 'drizzle-orm';
import type { Dialect } from './dialect.js';
import { DatabaseError } from './errors/database-error.js';
import type { DrizzleStore, Reader, Transaction } from './store.js';

/** The form in which rows come back: as arrays of columns, or as objects by column name. */
export type Shape = 'arrays' | 'objects';

/** Sends one statement over one connection. */
export type Execute = (
  text: string,
  parameters: readonly unknown[],
  shape: Shape,
) => Promise<{ rows: unknown[]; changed: number }>;

/** How a driver's dialect of Drizzle is put over an {@link Execute}. */
export interface DrizzleBinding {
  readonly drizzle: DrizzleStore;
  /** Renders a query that was not built by Drizzle's verbs. */
  readonly render: (query: SQL) => { sql: string; params: unknown[] };
}

/** Reads over one connection. */
export function createReader(dialect: Dialect, binding: DrizzleBinding, execute: Execute): Reader {
  const { drizzle, render } = binding;
  return {
    dialect,
    select: drizzle.select.bind(drizzle) as Reader['select'],
    selectDistinct: drizzle.selectDistinct.bind(drizzle) as Reader['selectDistinct'],
    all: async <Row>(query: SQL) => {
      const { sql: text, params } = render(query);
      return (await execute(text, params, 'objects')).rows as Row[];
    },
  };
}

/** Reads and writes over one connection, as long as `isOpen` says so. */
export function createTransaction(
  dialect: Dialect,
  bind: (execute: Execute) => DrizzleBinding,
  execute: Execute,
  isOpen: () => boolean,
): Transaction {
  const guarded: Execute = (text, parameters, shape) => {
    if (!isOpen()) throw new DatabaseError('The transaction has ended; begin another one.');
    return execute(text, parameters, shape);
  };
  const binding = bind(guarded);
  const { drizzle, render } = binding;
  return {
    ...createReader(dialect, binding, guarded),
    insert: drizzle.insert.bind(drizzle) as Transaction['insert'],
    update: drizzle.update.bind(drizzle) as Transaction['update'],
    delete: drizzle.delete.bind(drizzle) as Transaction['delete'],
    run: async (query) => {
      const { sql: text, params } = render(query);
      return (await guarded(text, params, 'objects')).changed;
    },
  };
}
