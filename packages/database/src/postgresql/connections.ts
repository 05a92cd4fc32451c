import type { PoolConfig } from 'pg';
import type { Connection } from '../connection.js';
import type { ConnectionSource, LendOptions, Purpose } from '../connection-source.js';
import type { OpenOptions } from '../database.js';
import { postgresqlVerbs } from '../drizzle/postgresql.js';
import { PermissionError } from '../errors/permission-error.js';
import { duration, type Limits, limitsOf } from '../limits.js';
import { cancelStatement } from './cancel-statement.js';
import { claimName } from './claim-name.js';
import { type PostgresqlClassifier, postgresqlClassifier } from './classify.js';
import { ClientPool } from './client-pool.js';
import { PostgresqlConnection } from './connection.js';
import { postgresqlDialect } from './dialect.js';
import { explainRefusal } from './explain-refusal.js';
import { isAnswering } from './is-answering.js';
import type { PostgresqlUrl } from './parse-url.js';
import { poolOptions, serverLimit } from './pool-options.js';
import { dropServerLimits, processOf } from './server-limits.js';
import type { TlsAttempts } from './tls.js';
import { watchWaits } from './watch-waits.js';

/** Milliseconds after the server's own time limit at which a statement is given up here. */
const GRACE = 5_000;

/** Milliseconds of silence after which a server is asked whether it is still there, at the latest. */
const LONGEST_PATIENCE = 60_000;

/**
 * Milliseconds that a transaction which keeps others out waits for a lock: whoever wants the table after
 * it, be it to read, queues behind it. It tries again.
 */
const QUEUE_LIMIT = 2_000;

/** With what transactions begin; the rights and the isolation are said, whatever the server's defaults. */
const BEGIN: Readonly<Record<Exclude<Purpose, 'read'>, string>> = {
  transaction: 'begin isolation level read committed read write',
  snapshot: 'begin isolation level repeatable read read only',
  exclusive: `begin isolation level read committed read write; set local lock_timeout = ${QUEUE_LIMIT}`,
};

/** A pool of connections to one database on a PostgreSQL server. */
export class PostgresqlConnections implements ConnectionSource {
  readonly grammar = { dialect: postgresqlDialect, ...postgresqlVerbs() };
  readonly description: string;
  readonly #limits: Limits;
  readonly #options: PoolConfig;
  readonly #clients: ClientPool<PostgresqlConnection>;
  readonly #classify: PostgresqlClassifier;

  constructor(url: PostgresqlUrl, options: OpenOptions, tls: TlsAttempts[number]) {
    const limits = limitsOf(options);
    this.#limits = limits;
    const classify = postgresqlClassifier(url);
    let number = 0;
    this.description = url.description;
    this.#classify = classify;
    this.#options = poolOptions(url, limits, tls);
    this.#clients = new ClientPool(this.#options, (client) => {
      number += 1;
      return new PostgresqlConnection({
        client,
        classify,
        patience: Math.min(limits.readTimeout, LONGEST_PATIENCE) + GRACE,
        isServerAnswering: () => isAnswering(this.#options),
        cancelStatement: (process) => cancelStatement(this.#options, process),
        database: url.description,
        number,
        intercept: options.intercept,
      });
    });
  }

  /** A limit that is not the session's goes along, without a round trip of its own. */
  begin(purpose: Exclude<Purpose, 'read'>, options?: LendOptions): string {
    const limit = this.#limitOf(purpose, options);
    if (purpose === 'exclusive' || limit === this.#limits.readTimeout) return BEGIN[purpose];
    return `${BEGIN[purpose]}; set local statement_timeout = ${serverLimit(limit)}`;
  }

  async lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T> {
    const connection = this.#clients.takeIdle() ?? (await this.#connect());
    try {
      connection.timeLimit = this.#limitOf(purpose, options) + GRACE;
      if (purpose === 'exclusive') {
        return await this.#watched(connection, await dropServerLimits(connection), use, options);
      }
      if (!options?.onWait && !options?.signal) return await use(connection);
      return await this.#watched(connection, await processOf(connection), use, options);
    } finally {
      connection.process = undefined;
      // With the connection go the session's settings, and its claims.
      if (purpose === 'exclusive') connection.lose(undefined);
      this.#clients.give(connection);
    }
  }

  readonly claim = claimName;

  readonly explain = (error: unknown): Promise<unknown> =>
    explainRefusal(error, this.description, (use) => this.lend('read', use));

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /** Uses a connection, tells for whom it waits, and ends the wait when it is told to. */
  async #watched<T>(
    connection: PostgresqlConnection,
    process: number,
    use: (connection: Connection) => Promise<T>,
    { onWait, signal }: LendOptions = {},
  ): Promise<T> {
    connection.process = process;
    await using _watch = watchWaits(process, this.#options, onWait ?? (() => {}));
    return await connection.heed(signal, () => use(connection));
  }

  /** Milliseconds that a statement may take. */
  #limitOf(purpose: Purpose, options: LendOptions | undefined): number {
    switch (purpose) {
      case 'read':
        return this.#limits.readTimeout;
      case 'transaction':
        return this.#limits.statementTimeout;
      case 'snapshot':
        return duration(options?.statementTimeout ?? this.#limits.readTimeout);
      case 'exclusive':
        return Number.POSITIVE_INFINITY;
    }
  }

  async #connect(): Promise<PostgresqlConnection> {
    try {
      return await this.#clients.take();
    } catch (error) {
      const classified = this.#classify(error);
      throw PermissionError.isInstance(classified) ? this.#notLetIn(classified) : classified;
    }
  }

  #notLetIn({ cause }: PermissionError): PermissionError {
    const { user = 'the user', database } = this.#options;
    const message = `${this.description}: user ${user} may not connect; have the owner of the database run: grant connect on database ${database} to ${user};`;
    return new PermissionError(message, { cause, database: this.description });
  }
}
