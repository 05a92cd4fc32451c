import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { Mutex } from 'async-mutex';
import { createReader, createTransaction, type Execute } from '../connection.js';
import type { Database, OpenOptions } from '../database.js';
import { NestedTransactionError } from '../errors/nested-transaction-error.js';
import type { Reader, Session, Transaction } from '../store.js';
import { bindSqlite } from './binding.js';
import { Channel } from './channel.js';
import { classifySqlite } from './classify.js';
import { SqliteConnection } from './connection.js';
import { sqliteDialect } from './dialect.js';
import { retryBusy } from './retry-busy.js';

/** A connection with the transaction that is put over it again and again. */
interface Line {
  readonly channel: Channel;
  readonly transaction: Transaction;
  isOpen: boolean;
}

/**
 * One SQLite file.
 *
 * The lock of the file is the lock of every row: there is one writing connection, whose transactions
 * queue in a mutex, and other processes' locks are met with a short wait and an asynchronous retry.
 * Reads have a connection of their own, so that none joins a transaction that is under way. The
 * writing connection is opened when it is first needed; until then the file is not touched.
 */
export class SqliteDatabase implements Database {
  readonly dialect = sqliteDialect;
  readonly description: string;
  readonly select: Database['select'];
  readonly selectDistinct: Database['selectDistinct'];
  readonly all: Database['all'];
  readonly #file: string;
  readonly #options: OpenOptions;
  readonly #lockTimeout: number;
  readonly #inTransaction = new AsyncLocalStorage<true>();
  readonly #mutex = new Mutex();
  readonly #snapshotMutex = new Mutex();
  #connectionCount = 0;
  #reader: Channel | undefined;
  #writer: Line | undefined;
  #snapshot: Line | undefined;

  constructor(file: string, description: string, options: OpenOptions) {
    this.#file = file;
    this.description = description;
    this.#options = options;
    this.#lockTimeout = options.lockTimeout ?? 30_000;
    const root: Execute = (text, parameters, shape) => {
      this.#refuseNesting();
      if (this.#reader?.isLost) this.#reader = undefined;
      this.#reader ??= this.#connect({ readonly: true });
      return this.#reader.execute(text, parameters, shape);
    };
    const reader = createReader(this.dialect, bindSqlite(root), root);
    this.select = reader.select;
    this.selectDistinct = reader.selectDistinct;
    this.all = reader.all;
  }

  async transaction<T>(body: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#refuseNesting();
    return await this.#mutex.runExclusive(async () => {
      if (this.#writer?.channel.isLost) this.#writer = undefined;
      this.#writer ??= await this.#openWriter();
      return await this.#within(this.#writer, 'begin immediate', body);
    });
  }

  async snapshot<T>(body: (reader: Reader) => Promise<T>): Promise<T> {
    this.#refuseNesting();
    return await this.#snapshotMutex.runExclusive(async () => {
      if (this.#snapshot?.channel.isLost) this.#snapshot = undefined;
      this.#snapshot ??= this.#line(this.#connect({ readonly: true }));
      return await this.#within(this.#snapshot, 'begin', body);
    });
  }

  /** Here the write lock of the file keeps others out, so that the session is one transaction. */
  async exclusive<T>(_name: string, body: (session: Session) => Promise<T>): Promise<T> {
    return await this.transaction((transaction) =>
      body({ ...transaction, transaction: (inner) => inner(transaction) }),
    );
  }

  /** Opens the file, and makes it where that is wanted and it is not there. */
  async open(): Promise<void> {
    if (this.#options.create && !existsSync(this.#file)) this.#writer = await this.#openWriter();
    this.#reader = this.#connect({ readonly: true });
    await this.#reader.execute('select count(*) from sqlite_master', [], 'objects');
  }

  async close(): Promise<void> {
    await this.#snapshotMutex.runExclusive(() => this.#snapshot?.channel.close());
    await this.#mutex.runExclusive(() => {
      this.#reader?.close();
      this.#writer?.channel.close();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #within<T>(
    line: Line,
    begin: string,
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const { channel, transaction } = line;
    await channel.execute(begin, [], 'objects');
    line.isOpen = true;
    try {
      const result = await this.#inTransaction.run(true, () => body(transaction));
      line.isOpen = false;
      await channel.execute('commit', [], 'objects');
      return result;
    } catch (error) {
      line.isOpen = false;
      channel.rollback();
      if (channel.isLost) channel.close();
      throw error;
    }
  }

  async #openWriter(): Promise<Line> {
    const channel = await retryBusy(
      () => this.#connect({ readonly: false, prepare: (writer) => writer.prepareForWriting() }),
      this.#lockTimeout,
    );
    return this.#line(channel);
  }

  #line(channel: Channel): Line {
    const line: Line = {
      channel,
      transaction: createTransaction(this.dialect, bindSqlite, channel.execute, () => line.isOpen),
      isOpen: false,
    };
    return line;
  }

  #connect({
    readonly,
    prepare = () => {},
  }: {
    readonly: boolean;
    prepare?: (connection: SqliteConnection) => void;
  }): Channel {
    let connection: SqliteConnection | undefined;
    try {
      const fileMustExist = !this.#options.create;
      connection = new SqliteConnection(this.#file, { readonly, fileMustExist });
      prepare(connection);
    } catch (error) {
      connection?.close();
      throw classifySqlite(error, this.description);
    }
    this.#connectionCount += 1;
    return new Channel(connection, {
      description: this.description,
      number: this.#connectionCount,
      intercept: this.#options.intercept,
      lockTimeout: this.#lockTimeout,
    });
  }

  #refuseNesting(): void {
    if (this.#inTransaction.getStore()) {
      throw new NestedTransactionError(
        `${this.description} was used inside one of its own transactions; use the transaction.`,
      );
    }
  }
}
