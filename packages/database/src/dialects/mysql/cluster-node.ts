import { ConnectionError } from '../../errors/connection-error.js';

/** What a node of a Galera cluster is asked first. Another server does not know these variables. */
export const NODE = 'select @@wsrep_on as is_clustered, @@global.wsrep_node_name as name';

/** The server's number for a variable that it does not know. */
const UNKNOWN_VARIABLE = 1193;

/** The answer to {@link NODE}. */
export interface NodeRow {
  readonly is_clustered: number;
  readonly name: string;
}

/** What to do about a node that takes no statements. */
export const NOT_READY = 'This node has left its cluster, or joins it; try again.';

/** Whether a node takes statements. One that does not fails some of them with a time-out, as if there were a lock. */
export const READY = `show global status like 'wsrep_ready'`;

/** The answer to {@link READY}. */
export interface ReadyRow {
  readonly Value: string;
}

/** Each statement sees what was committed on other nodes before it. */
export const SEE_OTHER_NODES = 'set session wsrep_sync_wait = 7';

/** Returns whether a server refused {@link NODE} because it is no node of a cluster. */
export function isNoNode(error: unknown): boolean {
  return (error as { errno?: unknown } | null)?.errno === UNKNOWN_VARIABLE;
}

/**
 * The node of a Galera cluster that the connections of a database reach. A row lock of one node is none on another, so
 * that all have to reach the same: another one only once the connections to the first are gone.
 */
export class ClusterNode {
  readonly #database: string;
  #name: string | undefined;
  #connections = 0;

  /** @param database the URL, without its password. */
  constructor(database: string) {
    this.#database = database;
  }

  /** @throws ConnectionError if there are connections to another node, or if this one takes no statements. */
  join(name: string, isReady: boolean): void {
    if (!isReady) {
      const database = this.#database;
      const message = `${database}: the node ${name} of a Galera cluster takes no statements. ${NOT_READY}`;
      throw new ConnectionError(message, { database });
    }
    if (this.#connections > 0 && this.#name !== name) {
      const database = this.#database;
      const message = `${database}: connections reach the nodes ${this.#name} and ${name} of a Galera cluster, and a lock of one is none on the other; let the load balancer send all connections to one node, with the others as backup.`;
      throw new ConnectionError(message, { database });
    }
    this.#name = name;
    this.#connections += 1;
  }

  /** Counts a connection to the node that has ended. */
  leave(): void {
    this.#connections -= 1;
  }
}
