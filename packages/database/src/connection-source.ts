import type { Connection } from './connection.js';
import type { WaitOptions } from './database.js';
import type { Grammar } from './drizzle/grammar.js';

/**
 * What a connection is wanted for: one statement that reads, a transaction that writes, one that
 * reads, or to keep other processes out.
 */
export type Purpose = 'read' | 'transaction' | 'snapshot' | 'exclusive';

/** How a connection is lent, for a snapshot or to keep other processes out. */
export interface LendOptions extends WaitOptions {
  /** Milliseconds that a statement of a snapshot may take, where that is not as usual. */
  readonly statementTimeout?: number | undefined;
  /**
   * What a connection keeps other processes from: only one has the name, and who loses it loses the
   * connection. Where transactions wait for each other anyway, all of them are kept out.
   */
  readonly name?: string;
}

/** Where the connections to one database come from: all that one kind of database has of its own. */
export interface ConnectionSource {
  readonly grammar: Grammar;
  /** The URL, without its password. */
  readonly description: string;

  /** The text with which a transaction begins, its time limit included. */
  begin(purpose: Exclude<Purpose, 'read'>, options?: LendOptions): string;

  /**
   * Lends a connection. Except for reading it is nobody else's meanwhile, and one that was lost or
   * is still in a transaction afterwards is closed.
   */
  lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T>;

  /**
   * Says more of an error than the server did, by asking it: which right is missing. Another error, or the
   * same.
   */
  readonly explain?: (error: unknown) => Promise<unknown>;

  close(): Promise<void>;
}
