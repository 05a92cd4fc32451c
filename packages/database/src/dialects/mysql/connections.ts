import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type mysql2 from 'mysql2';
import { LONG_WAIT_MS } from '../../announce-wait.js';
import { connectPatiently } from '../../connect-patiently.js';
import type { Connection } from '../../connection.js';
import type { ConnectionSource, LendOptions, Purpose } from '../../connection-source.js';
import type { OnWait, OpenOptions } from '../../database.js';
import { CellbridgeError } from '../../errors/cellbridge-error.js';
import { type Limits, silenceLimit, statementLimit } from '../../limits.js';
import type { SchemaBinding } from '../../schema-binding.js';
import { type MysqlClassifier, mysqlClassifier } from './classify.js';
import { closeClient, connectToAddress, openClient, queryClient } from './client.js';
import { ClusterNode } from './cluster-node.js';
import { MysqlConnection } from './connection.js';
import { ConnectionPool } from './connection-pool.js';
import { mysqlDialect } from './dialect.js';
import { mysqlDrizzle } from './drizzle-session.js';
import { isAnswering } from './is-answering.js';
import type { MysqlUrl } from './parse-url.js';
import {
  FACTS,
  FREE_SESSION,
  type ServerFacts,
  sessionStatements,
  WHICH_SERVER,
} from './session.js';
import { mysqlVerbs } from './verbs.js';
import { nameHolder, watchWaits } from './watch-waits.js';

/** How many statements a connection keeps prepared. Their texts hardly depend on the number of rows or values. */
const MAX_STATEMENTS = 200;

/** Milliseconds of silence after which the system asks whether the server is still there. */
const KEEP_ALIVE_AFTER_MS = 30_000;

/** Seconds that one attempt to take a named lock waits. */
const NAME_WAIT_S = 1;

/** How often a transaction is tried that others deadlock with. */
const ATTEMPTS = 10;

const BEGIN: Readonly<Record<Exclude<Purpose, 'read'>, string>> = {
  transaction: 'begin read write',
  snapshot: 'begin isolation level repeatable read read only',
  exclusive: 'begin read write',
};

/** The settings that all connections of a database share. */
export interface MysqlOptions extends Pick<OpenOptions, 'intercept'> {
  readonly url: MysqlUrl;
  readonly ssl: mysql2.SslOptions | undefined;
  readonly limits: Limits;
  readonly schema: SchemaBinding<unknown>;
}

/** A pool of connections to one database of a MySQL or MariaDB server. */
export class MysqlConnections implements ConnectionSource {
  readonly grammar = { dialect: mysqlDialect, ...mysqlDrizzle(), verbs: mysqlVerbs };
  readonly description: string;
  readonly attempts = ATTEMPTS;
  readonly #options: MysqlOptions;
  readonly #classify: MysqlClassifier;
  readonly #pool: ConnectionPool;
  readonly #node: ClusterNode;
  #count = 0;

  constructor(options: MysqlOptions) {
    const { url, limits } = options;
    const { description, host, port, socketPath } = url;
    this.#options = options;
    this.description = description;
    this.#classify = mysqlClassifier(description);
    this.#node = new ClusterNode(description);
    this.#pool = new ConnectionPool({
      description,
      server: socketPath ?? `${host}:${port}`,
      poolSize: limits.poolSize,
      connectTimeout: limits.connectTimeout,
      connect: () => this.#connect(),
    });
  }

  beginText(purpose: Exclude<Purpose, 'read'>): string {
    return BEGIN[purpose];
  }

  async lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T> {
    const connection = this.#pool.takeIdle() ?? (await this.#take(options?.signal));
    try {
      connection.timeLimit = statementLimit(this.#options.limits, purpose, options);
      if (purpose === 'exclusive') return await this.#useAlone(connection, use, options);
      return options ? await this.#watched(connection, use, options) : await use(connection);
    } finally {
      this.#pool.give(connection);
    }
  }

  async close(): Promise<void> {
    this.#pool.close();
  }

  /** Uses a connection without limits, while no other has the same named lock. */
  async #useAlone<T>(
    connection: MysqlConnection,
    use: (connection: Connection) => Promise<T>,
    options: LendOptions = {},
  ): Promise<T> {
    const { name = '', onWait = () => {}, signal } = options;
    try {
      await connection.heed(signal, () => this.#claim(connection, name, onWait));
      for (const text of FREE_SESSION) await connection.execute(text, [], 'arrays');
      return await this.#watched(connection, use, options);
    } finally {
      // The name and the settings of the session go with the connection.
      connection.lose(undefined);
    }
  }

  /** Takes a named lock. Such a name is one of the whole server, and has 64 characters at most. */
  async #claim(connection: MysqlConnection, name: string, onWait: OnWait): Promise<void> {
    const { database } = this.#options.url;
    const digest = createHash('sha256')
      .update(JSON.stringify([database, name]))
      .digest('hex');
    const lock = `cellbridge ${digest.slice(0, 48)}`;
    const start = performance.now();
    for (;;) {
      const claimed = await connection.execute(
        'select get_lock(?, ?) as is_claimed',
        [lock, NAME_WAIT_S],
        'objects',
      );
      if ((claimed.rows[0] as { is_claimed: number } | undefined)?.is_claimed === 1) return;
      if (performance.now() - start < LONG_WAIT_MS) continue;
      onWait(`Waiting for another "${name}", of ${await nameHolder(connection, lock)}.`);
    }
  }

  /** Uses a connection, reports who it waits for, and stops waiting when the signal aborts. */
  async #watched<T>(
    connection: MysqlConnection,
    use: (connection: Connection) => Promise<T>,
    { onWait, signal }: LendOptions,
  ): Promise<T> {
    const work = () => connection.heed(signal, () => use(connection));
    if (!onWait) return await work();
    await using _watch = watchWaits(connection.id, () => this.#openClient(), onWait);
    return await work();
  }

  /** Takes a connection; asks again until the server has a free one: others close theirs. */
  async #take(signal: AbortSignal | undefined): Promise<MysqlConnection> {
    return await connectPatiently(() => this.#pool.take(), {
      connectTimeout: this.#options.limits.connectTimeout,
      signal,
      makeRoom: () => this.#pool.makeRoom(),
    });
  }

  async #connect(): Promise<MysqlConnection> {
    const { intercept, limits, schema, url } = this.#options;
    const client = await this.#openClient();
    try {
      const [facts] = await queryClient<ServerFacts>(client, FACTS);
      if (!facts) throw new Error('The server answered nothing about itself.');
      for (const text of sessionStatements(facts, limits)) await queryClient(client, text);
      const node = await this.#node.join(client);
      this.#count += 1;
      return new MysqlConnection({
        client,
        facts,
        node,
        database: url.description,
        number: this.#count,
        intercept,
        missingTable: schema.missingTable,
        classify: this.#classify,
        kill: () => this.#killStatement(facts),
        patience: silenceLimit(limits),
        isServerAnswering: () => isAnswering(this.#clientOptions()),
      });
    } catch (error) {
      closeClient(client);
      throw CellbridgeError.isInstance(error) ? error : this.#classify(error);
    }
  }

  /** Ends the running statement of a connection. On another server its number may be a stranger's. */
  async #killStatement({ id, server }: ServerFacts): Promise<void> {
    const client = await this.#openClient();
    try {
      const [answer] = await queryClient<Pick<ServerFacts, 'server'>>(client, WHICH_SERVER);
      if (answer?.server === server) await queryClient(client, `kill query ${id}`);
    } finally {
      closeClient(client);
    }
  }

  async #openClient(): Promise<mysql2.Connection> {
    return await openClient(this.#clientOptions()).catch((error: unknown) => {
      throw this.#classify(error);
    });
  }

  #clientOptions(): mysql2.ConnectionOptions {
    const { limits, ssl, url } = this.#options;
    const { host, port, socketPath, user, password, database } = url;
    const isAddress = socketPath === undefined && isIP(host) > 0;
    return {
      ...(socketPath === undefined ? { host, port } : { socketPath }),
      user,
      ...(password === undefined ? {} : { password }),
      database,
      ...(ssl ? { ssl } : {}),
      ...(ssl?.verifyIdentity && isAddress
        ? { stream: () => connectToAddress(host, port, KEEP_ALIVE_AFTER_MS) }
        : {}),
      charset: 'utf8mb4',
      // Time stamps stay text, because a Date would lose their microseconds.
      dateStrings: true,
      jsonStrings: true,
      supportBigNumbers: true,
      connectTimeout: Number.isFinite(limits.connectTimeout) ? limits.connectTimeout : 0,
      maxPreparedStatements: MAX_STATEMENTS,
      keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS,
      // The number of changed rows, not of found ones.
      flags: ['-FOUND_ROWS'],
    };
  }
}
