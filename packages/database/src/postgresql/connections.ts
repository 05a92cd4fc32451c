import type { Connection } from '../connection.js';
import type { ConnectionSource, LendOptions, Purpose } from '../connection-source.js';
import type { OnWait, OpenOptions } from '../database.js';
import { postgresqlVerbs } from '../drizzle/postgresql.js';
import { duration, type Limits } from '../limits.js';
import { claimName } from './claim-name.js';
import { postgresqlClassifier } from './classify.js';
import { ClientPool } from './client-pool.js';
import { PostgresqlConnection } from './connection.js';
import { postgresqlDialect } from './dialect.js';
import { isAnswering } from './is-answering.js';
import { poolOptions, serverLimit } from './pool-options.js';
import { dropServerLimits } from './server-limits.js';
import type { Settings } from './settings.js';
import type { Target } from './targets.js';
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

/** What the connections of a database have in common. */
export interface PostgresqlOptions extends Pick<OpenOptions, 'intercept'> {
  /** The URL, without its password. */
  readonly description: string;
  readonly settings: Settings;
  readonly targets: readonly Target[];
  readonly limits: Limits;
}

/** A pool of connections to one database on a PostgreSQL server. */
export class PostgresqlConnections implements ConnectionSource {
  readonly grammar = { dialect: postgresqlDialect, ...postgresqlVerbs() };
  readonly description: string;
  readonly #limits: Limits;
  readonly #clients: ClientPool<PostgresqlConnection>;

  constructor({ description, settings, targets, limits, intercept }: PostgresqlOptions) {
    this.#limits = limits;
    this.description = description;
    const classify = postgresqlClassifier({ description });
    const configOf = (target: Target) => poolOptions(settings, target, limits);
    const isForWriting = (settings.get('target_session_attrs') ?? 'any') !== 'any';
    let number = 0;
    this.#clients = new ClientPool(
      { description, targets, configOf, isForWriting, classify },
      (client) => {
        number += 1;
        return new PostgresqlConnection({
          client,
          classify,
          patience: Math.min(limits.readTimeout, LONGEST_PATIENCE) + GRACE,
          isServerAnswering: () => isAnswering(this.#clients.config),
          database: description,
          number,
          intercept,
        });
      },
    );
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
    const connection = this.#clients.takeIdle() ?? (await this.#clients.take());
    try {
      connection.timeLimit = this.#limitOf(purpose, options) + GRACE;
      if (purpose === 'exclusive') return await this.#free(connection, use, options?.onWait);
      return await use(connection);
    } finally {
      // With the connection go the session's settings, and its claims.
      if (purpose === 'exclusive') connection.lose(undefined);
      this.#clients.give(connection);
    }
  }

  readonly claim = claimName;

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /** Uses a connection that may wait as long as it takes, and tells for whom. */
  async #free<T>(
    connection: PostgresqlConnection,
    use: (connection: Connection) => Promise<T>,
    onWait: OnWait = () => {},
  ): Promise<T> {
    const process = await dropServerLimits(connection);
    await using _watch = watchWaits(process, this.#clients.config, onWait);
    return await use(connection);
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
}
