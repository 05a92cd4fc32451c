import type { Connection } from '../connection.js';
import type { ConnectionSource, Purpose } from '../connection-source.js';
import type { OpenOptions } from '../database.js';
import { postgresqlVerbs } from '../drizzle/postgresql.js';
import { limitsOf } from '../limits.js';
import { claimName } from './claim-name.js';
import { type PostgresqlClassifier, postgresqlClassifier } from './classify.js';
import { ClientPool } from './client-pool.js';
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
  readonly #clients: ClientPool<PostgresqlConnection>;
  readonly #classify: PostgresqlClassifier;

  constructor(url: PostgresqlUrl, options: OpenOptions, tls: TlsAttempts[number]) {
    const limits = limitsOf(options);
    const classify = postgresqlClassifier(url);
    let number = 0;
    this.description = url.description;
    this.#classify = classify;
    this.#clients = new ClientPool(poolOptions(url, limits, tls), (client) => {
      number += 1;
      return new PostgresqlConnection({
        client,
        classify,
        giveUpAfter: limits.statementTimeout + GRACE,
        database: url.description,
        number,
        intercept: options.intercept,
      });
    });
  }

  async lend<T>(purpose: Purpose, use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.#clients.takeIdle() ?? (await this.#connect());
    try {
      return await use(connection);
    } finally {
      // With the connection go the session's settings, and its claims.
      if (purpose === 'exclusive') connection.lose(undefined);
      this.#clients.give(connection);
    }
  }

  readonly claim = async (connection: Connection, name: string): Promise<void> => {
    if (connection instanceof PostgresqlConnection) connection.dropTimeLimit();
    await claimName(connection, name, this.description);
  };

  async close(): Promise<void> {
    await this.#clients.close();
  }

  async #connect(): Promise<PostgresqlConnection> {
    try {
      return await this.#clients.take();
    } catch (error) {
      throw this.#classify(error);
    }
  }
}
