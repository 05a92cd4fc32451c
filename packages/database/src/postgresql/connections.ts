import pg from 'pg';
import type { Connection } from '../connection.js';
import type { ConnectionSource, Purpose } from '../connection-source.js';
import type { OpenOptions } from '../database.js';
import { postgresqlVerbs } from '../drizzle/postgresql.js';
import { limitsOf } from '../limits.js';
import { claimName } from './claim-name.js';
import { type PostgresqlClassifier, postgresqlClassifier } from './classify.js';
import { PostgresqlConnection } from './connection.js';
import { postgresqlDialect } from './dialect.js';
import type { PostgresqlUrl } from './parse-url.js';
import { poolOptions } from './pool-options.js';
import type { TlsAttempts } from './tls.js';

/** Milliseconds after the server's own time limit at which a statement is given up here. */
const GRACE = 5_000;

/** A pool of connections to one database on a PostgreSQL server. */
export class PostgresqlConnections implements ConnectionSource {
  readonly grammar = { dialect: postgresqlDialect, ...postgresqlVerbs() };
  readonly begin = {
    transaction: 'begin isolation level read committed read write',
    snapshot: 'begin isolation level repeatable read read only',
  };
  readonly description: string;
  readonly #pool: pg.Pool;
  readonly #classify: PostgresqlClassifier;
  readonly #intercept: OpenOptions['intercept'];
  readonly #giveUpAfter: number;
  readonly #connections = new WeakMap<pg.PoolClient, PostgresqlConnection>();
  #count = 0;

  constructor(url: PostgresqlUrl, options: OpenOptions, tls: TlsAttempts[number]) {
    const limits = limitsOf(options);
    this.description = url.description;
    this.#classify = postgresqlClassifier(url);
    this.#intercept = options.intercept;
    this.#giveUpAfter = limits.statementTimeout + GRACE;
    this.#pool = new pg.Pool(poolOptions(url, limits, tls));
    // An idle connection that breaks leaves the pool by itself; the next statement gets another.
    this.#pool.on('error', () => {});
  }

  async lend<T>(purpose: Purpose, use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#connect();
    try {
      return await use(connection);
    } finally {
      // With the connection go the session's settings, and its claims.
      if (purpose === 'exclusive') connection.lose(undefined);
      connection.release();
    }
  }

  readonly claim = async (connection: Connection, name: string): Promise<void> => {
    if (connection instanceof PostgresqlConnection) connection.dropTimeLimit();
    await claimName(connection, name, this.description);
  };

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<PostgresqlConnection> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw this.#classify(error);
    }
    return this.#connections.get(client) ?? this.#add(client);
  }

  #add(client: pg.PoolClient): PostgresqlConnection {
    this.#count += 1;
    const connection = new PostgresqlConnection({
      client,
      classify: this.#classify,
      giveUpAfter: this.#giveUpAfter,
      database: this.description,
      number: this.#count,
      intercept: this.#intercept,
    });
    this.#connections.set(client, connection);
    return connection;
  }
}
