import type { PoolClient, PoolConfig } from 'pg';
import { IdleConnections, type IdlePool } from './idle-connections.js';
import { nameOfServer } from './servers.js';
import type { SessionClient } from './session-client.js';
import { TargetPools, type TargetPoolsOptions } from './target-pools.js';

/** Milliseconds after which connections that nobody needs are left to the driver's pool to close. */
const KEEP_FOR = 10_000;

/**
 * Connections that are kept at hand between two statements. The driver's pool makes and closes them,
 * and counts them; but it takes a tenth of the time of a short query to lend one.
 */
export class ClientPool<Connection extends { readonly isReusable: boolean }> implements IdlePool {
  readonly #pools: TargetPools;
  readonly #clients = new WeakMap<Connection, PoolClient>();
  readonly #connections = new WeakMap<PoolClient, Connection>();
  readonly #idle: Connection[] = [];
  /** Those of every pool of this server. */
  readonly #allIdle: IdleConnections;
  #timer: NodeJS.Timeout | undefined;

  /** @param wrap is called once for each client, as soon as that is connected. */
  constructor(
    options: Omit<TargetPoolsOptions, 'onConnect'>,
    wrap: (client: SessionClient) => Connection,
  ) {
    this.#allIdle = IdleConnections.of(
      [...new Set(options.targets.map(({ server }) => nameOfServer(server)))].join(),
    );
    const onConnect = (client: SessionClient & PoolClient) => {
      const connection = wrap(client);
      this.#connections.set(client, connection);
      this.#clients.set(connection, client);
    };
    this.#pools = new TargetPools({ ...options, onConnect });
  }

  /** How the last connection was made. */
  get config(): PoolConfig {
    return this.#pools.config;
  }

  /** One that is at hand, which may turn out to be lost. */
  takeIdle(): Connection | undefined {
    const connection = this.#idle.pop();
    if (!connection) return undefined;
    this.#allIdle.remove();
    if (connection.isReusable) return connection;
    this.#release(connection);
    return this.takeIdle();
  }

  /** @throws CellbridgeError */
  async take(): Promise<Connection> {
    const connection = this.#connections.get(await this.#pools.connect());
    if (!connection) throw new Error('A client of the pool was never connected.');
    return connection;
  }

  /** Takes a connection back; one that is not reusable is closed. */
  give(connection: Connection): void {
    if (!connection.isReusable || this.#pools.isWaitedFor) {
      this.#release(connection);
      return;
    }
    this.#idle.push(connection);
    this.#allIdle.add(this);
    this.#timer ??= setTimeout(() => this.#releaseIdle(), KEEP_FOR).unref();
  }

  letGo(): void {
    for (const connection of this.#takeAllIdle()) this.#clients.get(connection)?.release(true);
    this.#pools.letGo();
  }

  /** Makes a connection that is not of the pool. */
  async connectApart(): Promise<SessionClient> {
    return await this.#pools.connectApart();
  }

  /** Makes room for a connection: this process closes those to the server that nobody uses. */
  makeRoom(): void {
    this.#allIdle.letGo();
  }

  async close(): Promise<void> {
    this.#releaseIdle();
    this.#allIdle.forget(this);
    await this.#pools.end();
  }

  #releaseIdle(): void {
    for (const connection of this.#takeAllIdle()) this.#release(connection);
  }

  #takeAllIdle(): Connection[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const idle = this.#idle.splice(0);
    this.#allIdle.remove(idle.length);
    return idle;
  }

  #release(connection: Connection): void {
    this.#clients.get(connection)?.release(!connection.isReusable);
  }
}
