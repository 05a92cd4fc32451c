import { AsyncLocalStorage } from 'node:async_hooks';
import pRetry from 'p-retry';
import pg from 'pg';
import { createReader, type Execute } from '../connection.js';
import type { Database, OpenOptions } from '../database.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { NestedTransactionError } from '../errors/nested-transaction-error.js';
import type { ParsedUrl } from '../parse-url.js';
import type { Reader, Session, Transaction } from '../store.js';
import { bindPostgresql } from './binding.js';
import { Connection } from './connection.js';
import { postgresqlDialect } from './dialect.js';
import { Sender } from './sender.js';
import { types } from './types.js';

/** Milliseconds that a transaction may be idle before the server ends it: a migrator that hangs. */
const IDLE_LIMIT = 300_000;

/** A pool of connections to a PostgreSQL server. */
export class PostgresqlDatabase implements Database {
  readonly dialect = postgresqlDialect;
  readonly description: string;
  readonly select: Database['select'];
  readonly selectDistinct: Database['selectDistinct'];
  readonly all: Database['all'];
  readonly #pool: pg.Pool;
  readonly #sender: Sender;
  readonly #intercept: OpenOptions['intercept'];
  readonly #connections = new WeakMap<pg.ClientBase, Connection>();
  readonly #inTransaction = new AsyncLocalStorage<true>();
  #connectionCount = 0;
  #closing: Promise<void> | undefined;

  constructor(url: Extract<ParsedUrl, { kind: 'postgresql' }>, options: OpenOptions) {
    const statementTimeout = options.statementTimeout ?? 60_000;
    this.description = url.description;
    this.#sender = new Sender(url, statementTimeout);
    this.#intercept = options.intercept;
    this.#pool = new pg.Pool({
      connectionString: url.url.href,
      ...(options.tls && { ssl: options.tls }),
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: options.connectTimeout ?? 10_000,
      statement_timeout: statementTimeout,
      lock_timeout: options.lockTimeout ?? 30_000,
      idle_in_transaction_session_timeout: IDLE_LIMIT,
      application_name: 'cellbridge',
      keepAlive: true,
      types,
      onConnect: async (client) => {
        await client.query("set datestyle to 'ISO'; set timezone to 'UTC'");
      },
    });
    // An idle connection that breaks is replaced by the next query; there is nothing to do.
    this.#pool.on('error', () => {});
    const root: Execute = (text, parameters, shape) => {
      this.#refuseNesting();
      return this.#intercept
        ? this.#withConnection(({ execute }) => execute(text, parameters, shape))
        : this.#sender.send(this.#pool, text, parameters, shape);
    };
    const reader = createReader(this.dialect, bindPostgresql(root), root);
    this.select = reader.select;
    this.selectDistinct = reader.selectDistinct;
    this.all = reader.all;
  }

  async transaction<T>(body: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#refuseNesting();
    const begin = 'begin isolation level read committed read write';
    return await this.#withConnection((connection) => this.#within(connection, begin, body));
  }

  async snapshot<T>(body: (reader: Reader) => Promise<T>): Promise<T> {
    this.#refuseNesting();
    const begin = 'begin isolation level repeatable read read only';
    return await this.#withConnection((connection) => this.#within(connection, begin, body));
  }

  async exclusive<T>(name: string, body: (session: Session) => Promise<T>): Promise<T> {
    this.#refuseNesting();
    return await this.#withConnection(async (connection) => {
      connection.isPatient = true;
      try {
        await connection.command('set statement_timeout to 0');
        await this.#lock(connection, name);
        return await body(this.#session(connection));
      } finally {
        // With the connection goes whatever the session has set, and the lock.
        connection.isSound = false;
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Polled for: a session that waits in pg_advisory_lock() holds a snapshot, for which CREATE INDEX
   * CONCURRENTLY in the session that has the lock would wait in turn.
   */
  async #lock(connection: Connection, name: string): Promise<void> {
    const attempt = async () => {
      const query = 'select pg_try_advisory_lock(hashtext($1)) as locked';
      const [row] = (await connection.command(query, name)) as { locked: boolean }[];
      if (row?.locked) return;
      throw new DatabaseBusyError(`${this.description}: another process is at "${name}".`);
    };
    await pRetry(attempt, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 20,
      maxTimeout: 500,
      factor: 1.5,
      randomize: true,
      shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
    });
  }

  #session(connection: Connection): Session {
    const binding = bindPostgresql(connection.execute);
    return {
      dialect: this.dialect,
      all: createReader(this.dialect, binding, connection.execute).all,
      run: async (query) => {
        const { sql: text, params } = binding.render(query);
        return (await connection.execute(text, params, 'objects')).changed;
      },
      transaction: (body) => this.#within(connection, 'begin', body),
    };
  }

  async #within<T>(
    connection: Connection,
    begin: string,
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    await connection.command(begin);
    connection.isOpen = true;
    try {
      const result = await this.#inTransaction.run(true, () => body(connection.transaction));
      connection.isOpen = false;
      await connection.command('commit');
      return result;
    } catch (error) {
      connection.isOpen = false;
      await connection.rollback();
      throw error;
    }
  }

  async #withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw this.#sender.errorFrom(error);
    });
    const connection = this.#connection(client);
    // The statement that is under way fails with the same error, and is the one to report it.
    const onError = () => {
      connection.isSound = false;
    };
    client.on('error', onError);
    try {
      return await use(connection);
    } finally {
      client.off('error', onError);
      client.release(!connection.isSound);
    }
  }

  #connection(client: pg.PoolClient): Connection {
    let connection = this.#connections.get(client);
    if (!connection) {
      this.#connectionCount += 1;
      connection = new Connection(client, this.#connectionCount, this.#sender, this.#intercept);
      this.#connections.set(client, connection);
    }
    return connection;
  }

  #refuseNesting(): void {
    if (this.#inTransaction.getStore()) {
      throw new NestedTransactionError(
        `${this.description} was used inside one of its own transactions; use the transaction.`,
      );
    }
  }
}
