import type mysql2 from 'mysql2';
import { ConnectionError } from '../../errors/connection-error.js';
import { queryClient, socketOf } from './client.js';

/** What a node of a Galera cluster is asked first. Another server does not know these variables. */
const NODE = 'select @@wsrep_on as is_clustered, @@global.wsrep_node_name as name';

/** The server's number for a variable that it does not know. */
const UNKNOWN_VARIABLE = 1193;

/** The answer to {@link NODE}. */
interface NodeRow {
  readonly is_clustered: number;
  readonly name: string;
}

/** What to do about a node that takes no statements. */
export const NOT_READY = 'This node has left its cluster, or joins it; try again.';

/** Whether a node takes statements. One that does not fails some of them with a time-out, as if there were a lock. */
const READY = `show global status like 'wsrep_ready'`;

/** Each statement sees what was committed on other nodes before it. */
const SEE_OTHER_NODES = 'set session wsrep_sync_wait = 7';

/**
 * The node of a Galera cluster that the connections of a database reach. A row lock of one node is none on another, so
 * that all have to reach the same: another one only once the connections to the first are gone.
 */
export class ClusterNode {
  readonly #database: string;
  /** Unknown before the first connection. */
  #isClustered: boolean | undefined;
  #name: string | undefined;
  #connections = 0;

  /** @param database the URL, without its password. */
  constructor(database: string) {
    this.#database = database;
  }

  /**
   * Checks that a connection reaches the node of the others, and prepares it. It counts until it is closed.
   *
   * @returns the name of the node; undefined if the server is none.
   * @throws ConnectionError if there are connections to another node, or if this one takes no statements.
   */
  async join(client: mysql2.Connection): Promise<string | undefined> {
    if (this.#isClustered === false) return undefined;
    const [node] = await queryClient<NodeRow>(client, NODE).catch((error: unknown) => {
      if ((error as { errno?: unknown } | null)?.errno !== UNKNOWN_VARIABLE) throw error;
      return [];
    });
    this.#isClustered = node?.is_clustered === 1;
    if (!node || !this.#isClustered) return undefined;
    const [ready] = await queryClient<{ readonly Value: string }>(client, READY);
    this.#check(node.name, ready?.Value === 'ON');
    this.#name = node.name;
    this.#connections += 1;
    socketOf(client).once('close', () => {
      this.#connections -= 1;
    });
    await queryClient(client, SEE_OTHER_NODES);
    return node.name;
  }

  #check(name: string, isReady: boolean): void {
    const database = this.#database;
    if (!isReady) {
      const message = `${database}: the node ${name} of a Galera cluster takes no statements. ${NOT_READY}`;
      throw new ConnectionError(message, { database });
    }
    if (this.#connections > 0 && this.#name !== name) {
      const message = `${database}: connections reach the nodes ${this.#name} and ${name} of a Galera cluster, and a lock of one is none on the other; let the load balancer send all connections to one node, with the others as backup.`;
      throw new ConnectionError(message, { database });
    }
  }
}
