import type { SQL } from 'drizzle-orm';
import type { Dialect } from '../dialect.js';
import type { Execute } from '../execute.js';
import type { DrizzleStore, Reader } from '../store.js';
import type { Verbs } from '../writes.js';

/** How Drizzle speaks one dialect. */
export interface Grammar {
  readonly dialect: Dialect;
  /** Drizzle's builders over a connection. */
  builders(execute: Execute): DrizzleStore;
  /** What the dialect does in its own way. */
  verbs(means: Means): Verbs;
  /** The text and the parameters of a query that none of the builders has made. */
  render(query: SQL): { sql: string; params: unknown[] };
}

/** What the verbs of a dialect are made of, over one connection. */
export interface Means {
  readonly dialect: Dialect;
  readonly drizzle: DrizzleStore;
  readonly all: Reader['all'];
}
