import BetterSqlite3 from 'better-sqlite3';
import type { Execute } from '../connection.js';

/** Statements that are kept prepared; the texts do not depend on the number of rows or values. */
const MOST_STATEMENTS = 500;

/** Milliseconds that the driver itself waits for a lock: it blocks the whole process meanwhile. */
const BUSY_TIMEOUT = 5;

/** A connection to a file, with the statements that it has met. Synchronous, as the driver is. */
export class SqliteConnection {
  readonly #driver: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();

  constructor(file: string, options: { readonly: boolean; fileMustExist: boolean }) {
    this.#driver = new BetterSqlite3(file, { ...options, timeout: BUSY_TIMEOUT });
  }

  /**
   * Makes the connection fit for writing: a write-ahead log, so that readers and the writer do not
   * wait for each other, synced to disk at each commit, and checkpointed every 200 MB; a cache of
   * 32 MB, for the pages of indexes that are written in no order.
   */
  prepareForWriting(): void {
    this.#driver.pragma('journal_mode = wal');
    this.#driver.pragma('synchronous = full');
    this.#driver.pragma('wal_autocheckpoint = 50000');
    this.#driver.pragma('cache_size = -32000');
  }

  execute(...[text, parameters, shape]: Parameters<Execute>): Awaited<ReturnType<Execute>> {
    const statement = this.#prepare(text);
    if (!statement.reader) {
      return { rows: [], changed: statement.run(...parameters).changes };
    }
    const rows = statement.raw(shape === 'arrays').all(...parameters);
    return { rows, changed: rows.length };
  }

  get inTransaction(): boolean {
    return this.#driver.inTransaction;
  }

  close(): void {
    this.#driver.close();
  }

  #prepare(text: string): BetterSqlite3.Statement {
    const known = this.#statements.get(text);
    if (known) return known;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#driver.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}
