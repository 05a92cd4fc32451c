import { sql } from 'drizzle-orm';
import pRetry from 'p-retry';
import { Activity } from './activity.js';
import { checkTimeLimit } from './check-options.js';
import type { Connection } from './connection.js';
import type { ConnectionSource, LendOptions, Purpose } from './connection-source.js';
import type { Database, OnWait, SnapshotOptions, WaitOptions } from './database.js';
import type { Dialect } from './dialect.js';
import { ClosedError } from './errors/closed-error.js';
import { DatabaseBusyError } from './errors/database-busy-error.js';
import { MissingTableError } from './errors/missing-table-error.js';
import { SerializationError } from './errors/serialization-error.js';
import type { Execute } from './execute.js';
import { guardListener } from './guard-listener.js';
import { KnownColumns } from './known-columns.js';
import { refuseNesting, runInside } from './nesting.js';
import { createReader, createTransaction, type Shared } from './reader.js';
import { runTransaction } from './run-transaction.js';
import type { SchemaBinding } from './schema-binding.js';
import type { Reader, Session, Transaction } from './store.js';

/** A database over the connections of its kind. */
export class OpenedDatabase<Tables> implements Database<Tables> {
  readonly dialect: Dialect;
  readonly tables: Tables;
  readonly description: string;
  readonly select: Database['select'];
  readonly selectDistinct: Database['selectDistinct'];
  readonly execute: Database['execute'];
  readonly all: Database['all'];
  readonly #source: ConnectionSource;
  readonly #shared: Shared<Tables>;
  readonly #activity = new Activity();
  #closing: Promise<void> | undefined;

  constructor(source: ConnectionSource, schema: SchemaBinding<Tables>) {
    this.#source = source;
    this.description = source.description;
    const { grammar } = source;
    this.tables = schema.tables(grammar.dialect.name);
    const columns = new KnownColumns(grammar.dialect);
    this.#shared = { grammar, columns, tables: this.tables };
    const execute: Execute = (text, parameters, shape) =>
      this.#lend('read', (connection) => connection.execute(text, parameters, shape));
    const reader = createReader(this.#shared, execute);
    this.dialect = reader.dialect;
    this.select = reader.select;
    this.selectDistinct = reader.selectDistinct;
    this.execute = execute;
    this.all = reader.all;
  }

  hasColumn(table: string, column: string): Promise<boolean> {
    return this.#shared.columns.has(table, column, this.all);
  }

  /** Connects once, so that a server that cannot be used is an error now. */
  async connected(): Promise<this> {
    try {
      await this.all(sql`select 1`);
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  transaction<T>(body: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    const attempt = () =>
      this.#lend('transaction', (connection) =>
        this.#run(connection, this.#source.beginText('transaction'), body),
      );
    const { attempts = 1 } = this.#source;
    return attempts === 1 ? attempt() : this.#retryGivenUp(attempt, attempts);
  }

  async snapshot<T>(
    body: (reader: Reader<Tables>) => Promise<T>,
    options?: SnapshotOptions,
  ): Promise<T> {
    checkTimeLimit('statementTimeout', options?.statementTimeout);
    const begin = this.#source.beginText('snapshot', options);
    const onWait = options?.onWait && waitListener(options);
    const use = (connection: Connection) => this.#run(connection, begin, body);
    return await this.#lend('snapshot', use, { ...options, onWait });
  }

  async exclusive<T>(
    name: string,
    body: (session: Session) => Promise<T>,
    options: WaitOptions = {},
  ): Promise<T> {
    const begin = this.#source.beginText('exclusive');
    const use = async (connection: Connection): Promise<T> => {
      if (this.dialect.concurrentWriters) {
        return await runInside(this, () => body(this.#session(connection, begin)));
      }
      return await this.#run(connection, begin, (transaction) =>
        body({
          ...transaction,
          transaction: (inner) => inner(transaction),
          // The rollback undoes it.
          cleanUp: async () => {},
        }),
      );
    };
    const onWait = waitListener(options);
    return await this.#lend('exclusive', use, { name, onWait, signal: options.signal });
  }

  async close(): Promise<void> {
    const mistake = 'closed inside one of its own transactions; close it afterwards';
    refuseNesting(this, this.description, mistake);
    this.#closing ??= this.#activity.end().then(() => this.#source.close());
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #session(connection: Connection, begin: string): Session {
    const { dialect, all, run } = createTransaction(this.#shared, connection.execute);
    return {
      dialect,
      all,
      run,
      transaction: (body) => retryWithoutLimit(() => this.#run(connection, begin, body)),
      cleanUp: (body) => connection.regardless(() => body({ all, run })),
    };
  }

  #run<T>(
    connection: Connection,
    begin: string,
    body: (transaction: Transaction<Tables>) => Promise<T>,
  ): Promise<T> {
    return runTransaction(connection, this.#shared, begin, (transaction) =>
      runInside(this, () => body(transaction)),
    );
  }

  /**
   * Tries a transaction again, so many times in all, that the database has given up because of others. What another
   * database gives up inside of it, that one has tried again.
   */
  async #retryGivenUp<T>(attempt: () => Promise<T>, attempts: number): Promise<T> {
    return await pRetry(attempt, {
      retries: attempts - 1,
      minTimeout: 5,
      maxTimeout: 200,
      randomize: true,
      shouldRetry: ({ error }) =>
        SerializationError.isInstance(error) && error.database === this.description,
    });
  }

  async #lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T> {
    this.#enter();
    try {
      return await this.#source.lend(purpose, use, options);
    } catch (error) {
      if (MissingTableError.isInstance(error)) this.#shared.columns.forget();
      throw this.#source.explain ? await this.#source.explain(error) : error;
    } finally {
      this.#activity.done();
    }
  }

  #enter(): void {
    refuseNesting(this, this.description);
    if (this.#activity.isOver) {
      const message = `${this.description} is closed; open it again.`;
      throw new ClosedError(message, { database: this.description });
    }
    this.#activity.begin();
  }
}

/** Milliseconds between two attempts to get the locks of a transaction. */
const RETRY_PAUSE_MS = 1_000;

/** Tries again, without a limit, while others have the locks. */
async function retryWithoutLimit<T>(attempt: () => Promise<T>): Promise<T> {
  return await pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: RETRY_PAUSE_MS,
    factor: 1,
    shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
  });
}

/** Returns a listener that passes each reason on once, and none after an abort. */
function waitListener({ onWait, signal }: WaitOptions): OnWait {
  const listener = guardListener('onWait', onWait);
  const given = new Set<string>();
  return (reason) => {
    if (signal?.aborted || given.has(reason)) return;
    given.add(reason);
    listener(reason);
  };
}
