/** A pool with idle connections. */
export interface IdlePool {
  /** Closes the idle connections. */
  letGo(): void;
}

/**
 * How many idle connections a process keeps to one server, over all its databases there. A server has a limited
 * number for everybody, by default a hundred.
 */
const MAX_IDLE_CONNECTIONS = 50;

const servers = new Map<string, IdleConnections>();

/** The idle connections of this process to one server. */
export class IdleConnections {
  /** The pool that got a connection back last comes last. */
  readonly #pools = new Set<IdlePool>();
  #count = 0;

  /** @param server its address and port. */
  static of(server: string): IdleConnections {
    const known = servers.get(server) ?? new IdleConnections();
    servers.set(server, known);
    return known;
  }

  /**
   * Counts one more connection of a pool. If there are too many now, the pool that has waited longest closes
   * its own.
   */
  add(pool: IdlePool): void {
    this.#count += 1;
    this.#pools.delete(pool);
    this.#pools.add(pool);
    for (const longest of this.#pools) {
      if (this.#count <= MAX_IDLE_CONNECTIONS) return;
      this.#pools.delete(longest);
      longest.letGo();
    }
  }

  /** Counts that many fewer. */
  remove(count = 1): void {
    this.#count -= count;
  }

  /** Forgets a pool that is closed. */
  forget(pool: IdlePool): void {
    this.#pools.delete(pool);
  }

  /** Closes all of them: somebody needs a connection, and the server has none left. */
  letGo(): void {
    for (const pool of this.#pools) pool.letGo();
  }
}
