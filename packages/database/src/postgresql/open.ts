import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'drizzle-orm';
import pRetry from 'p-retry';
import pg from 'pg';
import { createReader, createTransaction, type Execute, type Shape } from '../connection.js';
import type { Database, OpenOptions } from '../database.js';
import { CellbridgeError } from '../errors/cellbridge-error.js';
import { ConnectionError } from '../errors/connection-error.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { NestedTransactionError } from '../errors/nested-transaction-error.js';
import type { ParsedUrl } from '../parse-url.js';
import { redactError } from '../redact.js';
import type { Reader, Session, Transaction } from '../store.js';
import { bindPostgresql } from './binding.js';
import { classifyPostgresql } from './classify.js';
import { postgresqlDialect } from './dialect.js';
import { statementName } from './statement-name.js';
import { types } from './types.js';

type PostgresqlUrl = Extract<ParsedUrl, { kind: 'postgresql' }>;

/** A client of the pool, with the transaction that is put over it again and again. */
interface Connection {
  readonly execute: Execute;
  readonly transaction: Transaction;
  isOpen: boolean;
  /** Whether the connection can be used again. */
  isSound: boolean;
  /** Whether statements may take as long as they like. */
  isPatient: boolean;
}

/** Milliseconds that a transaction may be idle before the server ends it: a migrator that hangs. */
const IDLE_LIMIT = 300_000;

export async function openPostgresql(url: PostgresqlUrl, options: OpenOptions): Promise<Database> {
  const database = new PostgresqlDatabase(url, options);
  try {
    await database.all(sql`select 1`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A pool of connections to a PostgreSQL server. */
class PostgresqlDatabase implements Database {
  readonly dialect = postgresqlDialect;
  readonly description: string;
  readonly select: Database['select'];
  readonly selectDistinct: Database['selectDistinct'];
  readonly all: Database['all'];
  readonly #pool: pg.Pool;
  readonly #secrets: readonly string[];
  readonly #intercept: OpenOptions['intercept'];
  readonly #statementTimeout: number;
  readonly #lockTimeout: number;
  readonly #connections = new WeakMap<pg.ClientBase, Connection>();
  readonly #inTransaction = new AsyncLocalStorage<true>();
  #connectionCount = 0;
  #closing: Promise<void> | undefined;

  constructor({ url, description, secrets }: PostgresqlUrl, options: OpenOptions) {
    this.description = description;
    this.#secrets = secrets;
    this.#intercept = options.intercept;
    this.#statementTimeout = options.statementTimeout ?? 60_000;
    this.#lockTimeout = options.lockTimeout ?? 30_000;
    this.#pool = new pg.Pool({
      connectionString: url.href,
      ...(options.tls && { ssl: options.tls }),
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: options.connectTimeout ?? 10_000,
      statement_timeout: this.#statementTimeout,
      lock_timeout: this.#lockTimeout,
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
        ? this.#withClient(({ execute }) => execute(text, parameters, shape))
        : this.#query(this.#pool, text, parameters, shape);
    };
    const reader = createReader(this.dialect, bindPostgresql(root), root);
    this.select = reader.select;
    this.selectDistinct = reader.selectDistinct;
    this.all = reader.all;
  }

  transaction<T>(body: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#run('begin isolation level read committed read write', body);
  }

  snapshot<T>(body: (reader: Reader) => Promise<T>): Promise<T> {
    return this.#run('begin isolation level repeatable read read only', body);
  }

  async exclusive<T>(name: string, body: (session: Session) => Promise<T>): Promise<T> {
    return await this.#withClient(async (connection) => {
      const { execute } = connection;
      connection.isPatient = true;
      const send = (text: string, ...parameters: unknown[]) =>
        execute(text, parameters, 'objects');
      await send('set statement_timeout to 0');
      // Polled for: a session that waits in pg_advisory_lock() holds a snapshot, for which CREATE
      // INDEX CONCURRENTLY in the session that has the lock would wait in turn.
      await pRetry(
        async () => {
          const { rows } = await send('select pg_try_advisory_lock(hashtext($1)) as locked', name);
          if ((rows[0] as { locked: boolean }).locked) return;
          throw new DatabaseBusyError(`${this.description}: another process is at "${name}".`);
        },
        {
          ...{ retries: Number.POSITIVE_INFINITY, minTimeout: 20, maxTimeout: 500, factor: 1.5 },
          randomize: true,
          shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
        },
      );
      try {
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

  #session(connection: Connection): Session {
    const reader = createReader(
      this.dialect,
      bindPostgresql(connection.execute),
      connection.execute,
    );
    const { render } = bindPostgresql(connection.execute);
    return {
      dialect: this.dialect,
      all: reader.all,
      run: async (query) => {
        const { sql: text, params } = render(query);
        return (await connection.execute(text, params, 'objects')).changed;
      },
      transaction: (body) => this.#within(connection, 'begin', body),
    };
  }

  async #run<T>(begin: string, body: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#refuseNesting();
    return await this.#withClient((connection) => this.#within(connection, begin, body));
  }

  async #within<T>(
    connection: Connection,
    begin: string,
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const { execute, transaction } = connection;
    await execute(begin, [], 'objects');
    connection.isOpen = true;
    try {
      const result = await this.#inTransaction.run(true, () => body(transaction));
      connection.isOpen = false;
      await execute('commit', [], 'objects');
      return result;
    } catch (error) {
      connection.isOpen = false;
      await this.#rollback(connection);
      throw error;
    }
  }

  /** A connection on which this fails has lost its transaction anyway. */
  async #rollback(connection: Connection): Promise<void> {
    if (!connection.isSound) return;
    await connection.execute('rollback', [], 'objects').catch(() => {
      connection.isSound = false;
    });
  }

  async #withClient<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => this.#fail(error));
    const onError = () => {};
    client.on('error', onError);
    const connection = this.#connection(client);
    try {
      return await use(connection);
    } finally {
      client.off('error', onError);
      client.release(!connection.isSound);
    }
  }

  #connection(client: pg.PoolClient): Connection {
    const known = this.#connections.get(client);
    if (known) return known;
    this.#connectionCount += 1;
    const number = this.#connectionCount;
    const execute: Execute = async (text, parameters, shape) => {
      if (!connection.isSound) throw this.#lost();
      if (this.#intercept) await this.#announce(connection, number, text);
      try {
        return await this.#query(client, text, parameters, shape, connection.isPatient);
      } catch (error) {
        if (isLost(error)) connection.isSound = false;
        throw error;
      }
    };
    const connection: Connection = {
      execute,
      transaction: createTransaction(
        this.dialect,
        bindPostgresql,
        execute,
        () => connection.isOpen,
      ),
      isOpen: false,
      isSound: true,
      isPatient: false,
    };
    this.#connections.set(client, connection);
    return connection;
  }

  async #announce(connection: Connection, number: number, text: string): Promise<void> {
    try {
      await this.#intercept?.({ database: this.description, text, connection: number });
    } catch (cause) {
      connection.isSound = false;
      throw this.#lost(cause);
    }
  }

  #lost(cause?: unknown): ConnectionError {
    const message = `${this.description}: the connection was lost; try again.`;
    return new ConnectionError(message, { cause, database: this.description });
  }

  async #query(
    target: pg.Pool | pg.ClientBase,
    text: string,
    parameters: readonly unknown[],
    shape: Shape,
    isPatient = false,
  ): Promise<{ rows: unknown[]; changed: number }> {
    try {
      const { rows, rowCount } = await (target as pg.ClientBase).query({
        name: statementName(text),
        text,
        values: parameters as unknown[],
        ...(!isPatient && { query_timeout: this.#statementTimeout + 5_000 }),
        ...(shape === 'arrays' && { rowMode: 'array' as const }),
      } as pg.QueryConfig);
      return { rows, changed: rowCount ?? 0 };
    } catch (error) {
      return this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    if (CellbridgeError.isInstance(error)) throw error;
    throw redactError(classifyPostgresql(error, this.description), this.#secrets);
  }

  #refuseNesting(): void {
    if (this.#inTransaction.getStore()) {
      throw new NestedTransactionError(
        `${this.description} was used inside one of its own transactions; use the transaction.`,
      );
    }
  }
}

function isLost(error: unknown): boolean {
  return CellbridgeError.isInstance(error) && ['CONNECTION_FAILED', 'TIMEOUT'].includes(error.code);
}
