import type pg from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import { postgresqlDriver } from './driver.js';
import { encodingClient } from './encoding-client.js';

/** Milliseconds after which connections that nobody needs are left to the driver's pool to close. */
const KEEP_FOR = 10_000;

/**
 * Connections that are kept at hand between two statements. The driver's pool makes and closes them,
 * and counts them; but it takes a tenth of the time of a short query to lend one.
 */
export class ClientPool<Connection extends { readonly isReusable: boolean }> {
  readonly #pool: pg.Pool;
  readonly #clients = new WeakMap<Connection, PoolClient>();
  readonly #connections = new WeakMap<PoolClient, Connection>();
  readonly #idle: Connection[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param wrap is called once for each client, as soon as that is connected. */
  constructor(config: PoolConfig, wrap: (client: PoolClient) => Connection) {
    const { Pool } = postgresqlDriver();
    this.#pool = new Pool({ ...config, Client: encodingClient() });
    // Not after connect(): what comes with the very answer that lets a client in, nobody would hear.
    this.#pool.on('connect', (client) => {
      const connection = wrap(client);
      this.#connections.set(client, connection);
      this.#clients.set(connection, client);
    });
    // An idle connection that breaks leaves the pool by itself; the next statement gets another.
    this.#pool.on('error', () => {});
  }

  /** One that is at hand, which may turn out to be lost. */
  takeIdle(): Connection | undefined {
    const connection = this.#idle.pop();
    if (!connection || connection.isReusable) return connection;
    this.#release(connection);
    return this.takeIdle();
  }

  async take(): Promise<Connection> {
    const connection = this.#connections.get(await this.#pool.connect());
    if (!connection) throw new Error('A client of the pool was never connected.');
    return connection;
  }

  /** Takes a connection back; one that is not reusable is closed. */
  give(connection: Connection): void {
    if (!connection.isReusable || this.#pool.waitingCount > 0) {
      this.#release(connection);
      return;
    }
    this.#idle.push(connection);
    this.#timer ??= setTimeout(() => this.#releaseIdle(), KEEP_FOR).unref();
  }

  async close(): Promise<void> {
    this.#releaseIdle();
    await this.#pool.end();
  }

  #releaseIdle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const connection of this.#idle.splice(0)) this.#release(connection);
  }

  #release(connection: Connection): void {
    this.#clients.get(connection)?.release(!connection.isReusable);
  }
}
