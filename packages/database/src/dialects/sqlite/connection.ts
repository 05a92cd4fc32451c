import type BetterSqlite3 from 'better-sqlite3';
import { Connection, type ConnectionOptions } from '../../connection.js';
import { CellbridgeError } from '../../errors/cellbridge-error.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import type { Answer, Shape } from '../../execute.js';
import { refuseNul } from '../../json-document.js';
import { classifySqlite } from './classify.js';
import { sqliteDriver } from './driver.js';
import { giveTurn, isTurnDue } from './event-loop.js';
import type { Patience } from './patience.js';
import { readRows } from './read-rows.js';
import { retryBusy } from './retry-busy.js';

interface SqliteConnectionOptions extends ConnectionOptions {
  readonly file: string;
  readonly patience: Patience;
  /** Whether it may write, and so prepares the file for that. */
  readonly mode: 'read' | 'write';
}

/** How many statements are kept prepared. Their texts do not depend on the number of rows or values. */
const MAX_STATEMENTS = 500;

/**
 * Prepares a connection for writing: a write-ahead log, so that readers and the writer do not wait for each
 * other, synced to disk at each commit, and checkpointed every 200 MB; a cache of 32 MB, for index pages in
 * random order; foreign keys unchecked, as in Nova.
 */
const WRITING = [
  'journal_mode = wal',
  'synchronous = full',
  'wal_autocheckpoint = 50000',
  'cache_size = -32000',
  'foreign_keys = off',
];

/** A connection to a file, with its prepared statements. */
export class SqliteConnection extends Connection {
  readonly #driver: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();
  readonly #database: string;
  readonly #file: string;
  /** How long to wait for the lock of another process. */
  patience: Patience;

  constructor(options: SqliteConnectionOptions) {
    super(options);
    this.#database = options.database;
    this.#file = options.file;
    this.patience = options.patience;
    this.#driver = this.#classified(() => open(options));
  }

  get isInTransaction(): boolean {
    return this.#driver.inTransaction;
  }

  /** Closes the file; a transaction that is still open is rolled back. */
  close(): void {
    this.#driver.close();
  }

  /** Tries the statement again while another process holds the lock of the file. */
  protected override send(
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
  ): Answer | Promise<Answer> {
    const attempt = () => this.#classified(() => this.#run(text, parameters, shape), text);
    try {
      const answer = attempt();
      return isTurnDue() ? giveTurn().then(() => answer) : answer;
    } catch (error) {
      if (!DatabaseBusyError.isInstance(error)) throw error;
      return retryBusy(attempt, this.#file, this.patience);
    }
  }

  #run(text: string, parameters: readonly unknown[], shape: Shape): Answer {
    for (const parameter of parameters) {
      if (typeof parameter === 'string') refuseNul(parameter);
    }
    const statement = this.#prepare(text);
    if (!statement.reader) return { rows: [], changed: statement.run(...parameters).changes };
    const rows = statement.raw(shape === 'arrays').all(...parameters);
    return { rows: readRows(rows), changed: rows.length };
  }

  #prepare(text: string): BetterSqlite3.Statement {
    const known = this.#statements.get(text);
    if (known) return known;
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#driver.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  #classified<T>(work: () => T, statement = ''): T {
    try {
      return work();
    } catch (error) {
      if (CellbridgeError.isInstance(error)) throw error;
      throw this.withRemedy(classifySqlite(error, this.#database), statement);
    }
  }
}

/** The driver itself never waits for a lock: it would block the whole process. */
function open({ file, mode }: SqliteConnectionOptions): BetterSqlite3.Database {
  const Driver = sqliteDriver();
  const driver = new Driver(file, {
    readonly: mode === 'read',
    fileMustExist: true,
    timeout: 0,
  });
  try {
    if (mode === 'write') for (const pragma of WRITING) driver.pragma(pragma);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}
