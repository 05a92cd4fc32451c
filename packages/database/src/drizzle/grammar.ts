import type { SQL } from 'drizzle-orm';
import type { Dialect } from '../dialect.js';
import type { Execute } from '../execute.js';
import type { DrizzleStore, Reader, Transaction } from '../store.js';
import type { Verbs } from '../writes.js';

/** How Drizzle works with one dialect. */
export interface Grammar {
  readonly dialect: Dialect;
  /** Returns Drizzle's builders over a connection. */
  builders(execute: Execute): DrizzleStore;
  /** Returns what the dialect does in its own way. */
  verbs(means: Means): Verbs;
  /** Returns the text and the parameters of a query that no builder has made. */
  render(query: SQL): { sql: string; params: unknown[] };
}

/** What the verbs of a dialect are made from, over one connection. */
export interface Means {
  readonly dialect: Dialect;
  readonly drizzle: DrizzleStore;
  readonly all: Reader['all'];
  readonly run: Transaction['run'];
}
