import type { Connection } from './connection.js';
import type { WaitOptions } from './database.js';
import type { Grammar } from './drizzle/grammar.js';

/**
 * What a connection is for: one reading statement, a writing transaction, a reading transaction, or keeping
 * other processes out.
 */
export type Purpose = 'read' | 'transaction' | 'snapshot' | 'exclusive';

/** How to lend a connection for a snapshot, or to keep other processes out. */
export interface LendOptions extends WaitOptions {
  /** Milliseconds that a statement of a snapshot may take, if not the usual limit. */
  readonly statementTimeout?: number | undefined;
  /**
   * The name of the lock that keeps other processes out: only one process has it, and a process that loses it
   * loses the connection. On a database where transactions wait for each other anyway, all processes are kept
   * out.
   */
  readonly name?: string;
}

/** Lends the connections to one database: everything that is particular to one kind of database. */
export interface ConnectionSource {
  readonly grammar: Grammar;
  /** The URL, without its password. */
  readonly description: string;
  /**
   * How often a transaction is tried that the database gives up because of others; default: once. Some give up one of
   * two transactions that only touch the same rows.
   */
  readonly attempts?: number;

  /** The text that begins a transaction, with its time limit. */
  beginText(purpose: Exclude<Purpose, 'read'>, options?: LendOptions): string;

  /**
   * Lends a connection. Nobody else uses it meanwhile, except for reading. A connection that was lost, or is
   * still in a transaction afterwards, is closed.
   */
  lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T>;

  /** Asks the server which right is missing, and returns a better error, or the same one. */
  readonly explain?: (error: unknown) => Promise<unknown>;

  close(): Promise<void>;
}
