import type { SQL } from 'drizzle-orm';
import type { Dialect } from '../dialect.js';
import type { Execute } from '../execute.js';
import type { DrizzleStore } from '../store.js';

/** How Drizzle speaks one dialect. */
export interface Grammar {
  readonly dialect: Dialect;
  /** Drizzle's verbs over a connection. */
  verbs(execute: Execute): DrizzleStore;
  /** The text and the parameters of a query that none of the verbs has built. */
  render(query: SQL): { sql: string; params: unknown[] };
}
