import type { PoolClient, PoolConfig } from 'pg';
import { IdleConnections, type IdlePool } from '../../idle-connections.js';
import { nameOfServer } from './servers.js';
import type { SessionClient } from './session-client.js';
import { TargetPools, type TargetPoolsOptions } from './target-pools.js';

/** Milliseconds after which idle connections go back to the driver's pool, which closes them. */
const KEEP_IDLE_MS = 10_000;

/**
 * Keeps connections at hand between statements. The driver's pool opens, closes and counts them, but lending
 * one takes it a tenth of the time of a short query.
 */
export class ClientPool<Connection extends { readonly isReusable: boolean }> implements IdlePool {
  readonly #pools: TargetPools;
  readonly #clients = new WeakMap<Connection, PoolClient>();
  readonly #connections = new WeakMap<PoolClient, Connection>();
  readonly #idle: Connection[] = [];
  /** The idle connections of all pools of this server. */
  readonly #allIdle: IdleConnections;
  #timer: NodeJS.Timeout | undefined;

  /** @param wrap called once for each client, as soon as it is connected. */
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

  /** Returns a connection at hand. It may turn out to be lost. */
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

  /** Takes a connection back; closes it if it is not reusable. */
  give(connection: Connection): void {
    if (!connection.isReusable || this.#pools.isWaitedFor) {
      this.#release(connection);
      return;
    }
    this.#idle.push(connection);
    this.#allIdle.add(this);
    this.#timer ??= setTimeout(() => this.#releaseIdle(), KEEP_IDLE_MS).unref();
  }

  letGo(): void {
    for (const connection of this.#takeAllIdle()) this.#clients.get(connection)?.release(true);
    this.#pools.letGo();
  }

  /** Opens a connection outside the pool. */
  async connectApart(): Promise<SessionClient> {
    return await this.#pools.connectApart();
  }

  /** Makes room for a connection: closes the idle connections of this process to the server. */
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
