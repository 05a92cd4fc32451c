/** A pool that has connections at hand. */
export interface IdlePool {
  /** Closes the connections that nobody uses. */
  letGo(): void;
}

/**
 * How many connections that nobody uses a process keeps to one server, over all its databases there: a
 * server has a number of connections for everybody, by default a hundred.
 */
const MOST_IDLE = 50;

const servers = new Map<string, IdleConnections>();

/** The connections of this process to one server that nobody uses. */
export class IdleConnections {
  /** The pool that was given one back last comes last. */
  readonly #pools = new Set<IdlePool>();
  #count = 0;

  /** @param server its address, and port. */
  static of(server: string): IdleConnections {
    const known = servers.get(server) ?? new IdleConnections();
    servers.set(server, known);
    return known;
  }

  /** A pool has one more; if there are too many now, the pool that has waited longest lets go of its own. */
  add(pool: IdlePool): void {
    this.#count += 1;
    this.#pools.delete(pool);
    this.#pools.add(pool);
    for (const longest of this.#pools) {
      if (this.#count <= MOST_IDLE) return;
      this.#pools.delete(longest);
      longest.letGo();
    }
  }

  /** A pool has so many less. */
  remove(count = 1): void {
    this.#count -= count;
  }

  /** A pool is closed. */
  forget(pool: IdlePool): void {
    this.#pools.delete(pool);
  }

  /** Closes all of them: somebody needs a connection, and the server has none left. */
  letGo(): void {
    for (const pool of this.#pools) pool.letGo();
  }
}
