import type pg from 'pg';
import type { ClientBase, PoolClient, PoolConfig } from 'pg';
import { CellbridgeError } from '../../errors/cellbridge-error.js';
import { ConnectionError } from '../../errors/connection-error.js';
import { postgresqlDriver } from './driver.js';
import { nameOfServer } from './servers.js';
import { type SessionClient, type SessionConfig, sessionClient } from './session-client.js';
import { type Failure, nextTarget, type Target } from './targets.js';

/** The options that the pools of all targets share. */
export interface TargetPoolsOptions {
  readonly description: string;
  readonly targets: readonly Target[];
  readonly configOf: (target: Target) => PoolConfig & SessionConfig;
  /** Whether a standby is not enough. */
  readonly isForWriting: boolean;
  readonly classify: (error: unknown) => CellbridgeError;
  /** Called once for each client, as soon as it is connected. */
  readonly onConnect: (client: SessionClient & PoolClient) => void;
}

/** The driver's pools, one for each target used. New connections go to the target that served last. */
export class TargetPools {
  readonly #options: TargetPoolsOptions;
  readonly #pools = new Map<Target, pg.Pool>();
  #current: Target;

  constructor(options: TargetPoolsOptions) {
    this.#options = options;
    const [first] = options.targets;
    if (!first) throw new Error('There is no target to connect to.');
    this.#current = first;
  }

  /** How the last connection was made. */
  get config(): PoolConfig {
    return this.#options.configOf(this.#current);
  }

  /** Whether somebody waits for a connection. Checked after each statement. */
  get isWaitedFor(): boolean {
    for (const { waitingCount } of this.#pools.values()) if (waitingCount > 0) return true;
    return false;
  }

  /** @throws CellbridgeError of the only server, or a ConnectionError that names the fault of each. */
  async connect(): Promise<PoolClient> {
    return await this.#toAny(async (target) => {
      const client = await this.#poolOf(target).connect();
      return await this.#checked(client, target, () => client.release(true));
    });
  }

  /** The same for a connection outside a pool. */
  async connectApart(): Promise<SessionClient> {
    return await this.#toAny(async (target) => {
      const Client = sessionClient();
      const client = await new Client(this.#options.configOf(target)).connect();
      return await this.#checked(client, target, () => void client.end());
    });
  }

  /** Closes the idle connections of the driver's pools. */
  letGo(): void {
    for (const pool of this.#pools.values()) {
      // The pools lend idle connections before they make another one.
      for (let left = pool.idleCount; left > 0; left -= 1) {
        pool.connect().then(
          (client) => client.release(true),
          () => {},
        );
      }
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }

  async #toAny<Client>(connectTo: (target: Target) => Promise<Client>): Promise<Client> {
    const first = this.#current;
    const targets = [first, ...this.#options.targets.filter((target) => target !== first)];
    const failures: Failure[] = [];
    let target: Target | undefined = first;
    while (target) {
      try {
        const client = await connectTo(target);
        this.#current = target;
        return client;
      } catch (cause) {
        const error = CellbridgeError.isInstance(cause) ? cause : this.#options.classify(cause);
        failures.push({ target, error });
        target = nextTarget(targets, failures);
      }
    }
    throw this.#failure(failures);
  }

  /** Returns a suitable client; closes another one. */
  async #checked<Client extends ClientBase>(
    client: Client,
    target: Target,
    close: () => void,
  ): Promise<Client> {
    const { isForWriting, configOf, description: database } = this.#options;
    if (!isForWriting) return client;
    try {
      if (await isPrimary(client, configOf(target).connectionTimeoutMillis)) return client;
      const message = `${database}: It is a standby; target_session_attrs asks for a primary.`;
      throw new ConnectionError(message, { database });
    } catch (error) {
      close();
      throw error;
    }
  }

  #poolOf(target: Target): pg.Pool {
    const known = this.#pools.get(target);
    if (known) return known;
    const { Pool } = postgresqlDriver();
    const pool = new Pool({ ...this.#options.configOf(target), Client: sessionClient() });
    // Not after connect(): nobody would hear what arrives with the very answer that lets a client in.
    pool.on('connect', (client) => this.#options.onConnect(client as SessionClient & PoolClient));
    // An idle connection that breaks leaves the pool by itself; the next statement gets another.
    pool.on('error', () => {});
    this.#pools.set(target, pool);
    return pool;
  }

  #failure(failures: readonly Failure[]): CellbridgeError {
    const { description: database } = this.#options;
    const last = failures.at(-1)?.error;
    const servers = new Map(failures.map(({ target, error }) => [target.server, error]));
    if (last && (servers.size < 2 || !ConnectionError.isInstance(last))) return last;
    const reasons = [...servers].map(
      ([server, { message }]) => `${nameOfServer(server)}: ${message.replace(`${database}: `, '')}`,
    );
    const text = `${database}: None of the servers can be used. ${reasons.join(' ')}`;
    return new ConnectionError(text, { cause: last, database });
  }
}

/** @param timeout in milliseconds. */
async function isPrimary(client: ClientBase, timeout: number | undefined): Promise<boolean> {
  const query = { text: 'select not pg_is_in_recovery() as yes', query_timeout: timeout };
  const { rows } = await client.query<{ yes: boolean }>(query);
  return rows[0]?.yes ?? false;
}
