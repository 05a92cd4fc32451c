/** The driver's connections: opened, asked and closed. */
import { connect, type Socket } from 'node:net';
import type mysql2 from 'mysql2';
import { mysqlDriver } from './driver.js';

/** Opens a connection. It is closed again if that fails. */
export async function openClient(options: mysql2.ConnectionOptions): Promise<mysql2.Connection> {
  const client = mysqlDriver().createConnection(options);
  return await new Promise((resolve, reject) => {
    // A connection that breaks later fails the running statement.
    client.on('error', () => {});
    client.connect((error) => {
      if (!error) return resolve(client);
      closeClient(client);
      reject(error);
    });
  });
}

/**
 * Opens a socket to a server whose certificate has to name its IP address. The driver tells TLS only names, and of an
 * address Node.js would ask for `localhost` instead, but for this field of its own. Without it every certificate for an
 * address is refused.
 */
export function connectToAddress(address: string, port: number, keepAliveAfter: number): Socket {
  const socket = connect(port, address);
  socket.setNoDelay(true);
  socket.once('connect', () => socket.setKeepAlive(true, keepAliveAfter));
  return Object.assign(socket, { _host: address });
}

/** Runs a statement, and returns its rows. */
export function queryClient<Row>(
  client: mysql2.Connection,
  text: string,
  values: readonly (string | number)[] = [],
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    client.query(
      text,
      values as (string | number)[],
      (error: mysql2.QueryError | null, rows: unknown) =>
        error ? reject(error) : resolve(rows as Row[]),
    );
  });
}

/** Closes a connection at once. The driver itself waits for the server to do so. */
export function closeClient(client: mysql2.Connection): void {
  client.destroy();
  socketOf(client).destroy();
}

/** Returns the socket of a connection, which the driver's types omit. */
export function socketOf(client: mysql2.Connection): Socket {
  return (client as unknown as { readonly stream: Socket }).stream;
}
