import { E_TIMEOUT, Semaphore, type SemaphoreInterface, withTimeout } from 'async-mutex';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import { IdleConnections, type IdlePool } from '../../idle-connections.js';
import type { MysqlConnection } from './connection.js';

/** Milliseconds after which idle connections are closed. */
const KEEP_IDLE_MS = 10_000;

interface PoolOptions {
  /** The URL, without its password. */
  readonly description: string;
  /** The server's address. */
  readonly server: string;
  readonly poolSize: number;
  readonly connectTimeout: number;
  readonly connect: () => Promise<MysqlConnection>;
}

/** The connections to one database. The driver's own pool waits without a limit for a free one. */
export class ConnectionPool implements IdlePool {
  readonly #options: PoolOptions;
  readonly #places: SemaphoreInterface;
  readonly #idle: MysqlConnection[] = [];
  /** The idle connections of all pools of this server. */
  readonly #allIdle: IdleConnections;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { connectTimeout, poolSize, server } = options;
    const places = new Semaphore(poolSize);
    this.#places = Number.isFinite(connectTimeout)
      ? withTimeout(places, connectTimeout, E_TIMEOUT)
      : places;
    this.#allIdle = IdleConnections.of(`mysql ${server}`);
  }

  /**
   * Takes an idle connection, if there is one and no other caller waits for a place. It takes a fraction of the time of
   * {@link take}, which shows in a look-up.
   */
  takeIdle(): MysqlConnection | undefined {
    if (this.#places.isLocked()) return undefined;
    const connection = this.#idle.at(-1);
    if (!connection?.isReusable) return undefined;
    this.#idle.pop();
    this.#allIdle.remove();
    this.#places.setValue(this.#places.getValue() - 1);
    return connection;
  }

  /**
   * Takes a connection; waits for a place if all are in use.
   *
   * @throws DatabaseBusyError if none is free in time.
   */
  async take(): Promise<MysqlConnection> {
    await this.#reserve();
    for (;;) {
      const connection = this.#idle.pop();
      if (!connection) break;
      this.#allIdle.remove();
      if (connection.isReusable) return connection;
      connection.close();
    }
    try {
      return await this.#options.connect();
    } catch (error) {
      this.#places.release();
      throw error;
    }
  }

  /** Takes a connection back; closes it if it is not reusable. */
  give(connection: MysqlConnection): void {
    if (connection.isReusable) {
      this.#idle.push(connection);
      this.#allIdle.add(this);
      this.#timer ??= setTimeout(() => this.letGo(), KEEP_IDLE_MS).unref();
    } else {
      connection.close();
    }
    this.#places.release();
  }

  /** Closes the idle connections. */
  letGo(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const idle = this.#idle.splice(0);
    this.#allIdle.remove(idle.length);
    for (const connection of idle) connection.close();
  }

  /** Makes room for a connection: closes the idle connections of this process to the server. */
  makeRoom(): void {
    this.#allIdle.letGo();
  }

  close(): void {
    this.letGo();
    this.#allIdle.forget(this);
  }

  async #reserve(): Promise<void> {
    try {
      await this.#places.acquire();
    } catch (cause) {
      if (cause !== E_TIMEOUT) throw cause;
      const { description: database } = this.#options;
      const message = `${database}: all connections are in use; raise the size of the pool, or try again.`;
      throw new DatabaseBusyError(message, { cause, database });
    }
  }
}
