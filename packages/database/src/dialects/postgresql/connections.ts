import { connectPatiently } from '../../connect-patiently.js';
import type { Connection, ConnectionOptions } from '../../connection.js';
import type { ConnectionSource, LendOptions, Purpose } from '../../connection-source.js';
import type { OpenOptions } from '../../database.js';
import { PermissionError } from '../../errors/permission-error.js';
import { type Limits, silenceLimit, statementLimit } from '../../limits.js';
import { inTransaction } from '../../run-transaction.js';
import type { SchemaBinding } from '../../schema-binding.js';
import { verbsWithReturning } from '../with-returning.js';
import { claimName } from './claim-name.js';
import { type PostgresqlClassifier, postgresqlClassifier } from './classify.js';
import { ClientPool } from './client-pool.js';
import { PostgresqlConnection } from './connection.js';
import { postgresqlDialect } from './dialect.js';
import { postgresqlDrizzle } from './drizzle-session.js';
import { freeSession } from './exclusive-session.js';
import { explainRefusal } from './explain-refusal.js';
import { isAnswering } from './is-answering.js';
import { poolOptions } from './pool-options.js';
import { serverLimit } from './server-limits.js';
import { parseServerOptions } from './server-options.js';
import { refusesSettings, type SessionClient } from './session-client.js';
import { sessionSettings } from './session-settings.js';
import type { Settings } from './settings.js';
import type { Target } from './targets.js';
import { watchWaits } from './watch-waits.js';

/** Milliseconds after the server's own time limit when a statement is given up here. */
const GRACE_MS = 5_000;

/**
 * Milliseconds that a transaction which keeps others out waits for a lock before it tries again: everybody who
 * wants the table later, even to read, queues behind it.
 */
const QUEUE_LIMIT_MS = 2_000;

/**
 * How transactions begin. Rights and isolation are always set, whatever the server's defaults. A reading
 * statement has a transaction only if the session is shared.
 */
const BEGIN: Readonly<Record<Purpose, string>> = {
  read: 'begin isolation level read committed read only',
  transaction: 'begin isolation level read committed read write',
  snapshot: 'begin isolation level repeatable read read only',
  exclusive: `begin isolation level read committed read write; set local lock_timeout = ${QUEUE_LIMIT_MS}`,
};

/** The settings that all connections of a database share. */
export interface PostgresqlOptions extends Pick<OpenOptions, 'intercept'> {
  /** The URL, without its password. */
  readonly description: string;
  readonly settings: Settings;
  readonly targets: readonly Target[];
  readonly limits: Limits;
  readonly schema: SchemaBinding<unknown>;
}

/** A pool of connections to one database on a PostgreSQL server. */
export class PostgresqlConnections implements ConnectionSource {
  readonly grammar = {
    dialect: postgresqlDialect,
    ...postgresqlDrizzle(),
    verbs: verbsWithReturning,
  };
  readonly description: string;
  readonly #limits: Limits;
  readonly #common: Pick<ConnectionOptions, 'database' | 'intercept' | 'missingTable'>;
  readonly #clients: ClientPool<PostgresqlConnection>;
  readonly #classify: PostgresqlClassifier;
  /** Whether a session that seemed to be a connection's own was shared. */
  #sharesSessions = false;
  #count = 0;

  constructor({
    description,
    settings,
    targets,
    limits,
    intercept,
    schema: { missingTable },
  }: PostgresqlOptions) {
    this.#limits = limits;
    this.#common = { database: description, intercept, missingTable };
    this.description = description;
    const classify = postgresqlClassifier({ description });
    this.#classify = classify;
    const own = parseServerOptions(settings.get('options') ?? '', description);
    const session = sessionSettings(limits, own);
    const configOf = (target: Target) =>
      poolOptions(settings, target, { description, limits, session });
    const isForWriting = (settings.get('target_session_attrs') ?? 'any') !== 'any';
    this.#clients = new ClientPool(
      { description, targets, configOf, isForWriting, classify },
      (client) => this.#connectionOver(client),
    );
  }

  /** A limit that the session does not have is part of the text, without a round trip of its own. */
  beginText(purpose: Exclude<Purpose, 'read'>, options?: LendOptions): string {
    const limit = statementLimit(this.#limits, purpose, options);
    if (limit === this.#limits.readTimeout) return BEGIN[purpose];
    return `${BEGIN[purpose]}; set local statement_timeout = ${serverLimit(limit)}`;
  }

  async lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T> {
    if (purpose === 'exclusive') return await this.#lendExclusive(use, options);
    const connection = this.#clients.takeIdle() ?? (await this.#connect(options?.signal));
    try {
      connection.timeLimit = statementLimit(this.#limits, purpose, options) + GRACE_MS;
      if (purpose === 'read' && !connection.ownsSession) {
        return await inTransaction(connection, BEGIN.read, () => use(connection));
      }
      return options ? await this.#watched(connection, use, options) : await use(connection);
    } finally {
      this.#clients.give(connection);
    }
  }

  readonly explain = (error: unknown): Promise<unknown> =>
    explainRefusal(error, this.description, (use) => this.lend('read', use));

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /**
   * Lends a connection that may wait without a limit, and reports who it waits for. Another connection, outside
   * the pool, holds the name.
   */
  async #lendExclusive<T>(
    use: (connection: Connection) => Promise<T>,
    options: LendOptions = {},
  ): Promise<T> {
    const { name = '', onWait = () => {}, signal } = options;
    const client = await this.#patiently(() => this.#clients.connectApart(), signal);
    const holder = this.#connectionOver(client);
    holder.timeLimit = statementLimit(this.#limits, 'read', undefined) + GRACE_MS;
    const work = () => this.#work(holder, use, options);
    try {
      return await claimName(holder, name, work, { onWait, signal });
    } finally {
      await client.end();
    }
  }

  async #work<T>(
    holder: PostgresqlConnection,
    use: (connection: Connection) => Promise<T>,
    options: LendOptions,
  ): Promise<T> {
    const connection = this.#clients.takeIdle() ?? (await this.#connect(options.signal));
    holder.onLoss = (cause) => {
      // Another process may take the name at once.
      connection.lose(cause);
      void connection.cancel().catch(() => {});
    };
    try {
      connection.timeLimit = Number.POSITIVE_INFINITY;
      await freeSession(connection);
      return await this.#watched(connection, use, options);
    } finally {
      holder.onLoss = () => {};
      // The session's settings go with the connection.
      connection.lose(undefined);
      this.#clients.give(connection);
    }
  }

  /** Uses a connection, reports who it waits for, and stops waiting when the signal aborts. */
  async #watched<T>(
    connection: PostgresqlConnection,
    use: (connection: Connection) => Promise<T>,
    { onWait, signal }: LendOptions,
  ): Promise<T> {
    const work = () => connection.heed(signal, () => use(connection));
    // Behind a pooler the process to watch is unknown.
    if (!onWait || !connection.ownsSession) return await work();
    await using _watch = watchWaits(connection.process, connection.config, onWait);
    return await work();
  }

  async #connect(signal: AbortSignal | undefined): Promise<PostgresqlConnection> {
    try {
      return await this.#patiently(
        // Others return connections meanwhile.
        async () => this.#clients.takeIdle() ?? (await this.#clients.take()),
        signal,
      );
    } catch (error) {
      throw PermissionError.isInstance(error) && !refusesSettings(error.cause)
        ? this.#notLetIn(error)
        : error;
    }
  }

  async #patiently<T>(connect: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { connectTimeout } = this.#limits;
    return await connectPatiently(connect, {
      connectTimeout,
      signal,
      makeRoom: () => this.#clients.makeRoom(),
    });
  }

  #connectionOver(client: SessionClient): PostgresqlConnection {
    this.#count += 1;
    return new PostgresqlConnection({
      ...this.#common,
      client,
      classify: this.#classify,
      ownsSession: client.ownsSession && !this.#sharesSessions,
      onForeignStatement: () => {
        this.#sharesSessions = true;
      },
      patience: silenceLimit(this.#limits) + GRACE_MS,
      isServerAnswering: () => isAnswering(client.config),
      number: this.#count,
    });
  }

  #notLetIn({ cause }: PermissionError): PermissionError {
    const { user = 'the user', database } = this.#clients.config;
    const message = `${this.description}: user ${user} may not connect; have the owner of the database run: grant connect on database ${database} to ${user};`;
    return new PermissionError(message, { cause, database: this.description });
  }
}
