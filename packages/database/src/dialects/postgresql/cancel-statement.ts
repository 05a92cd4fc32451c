import { once } from 'node:events';
import { connect } from 'node:net';
import type { SessionClient } from './session-client.js';

/** Milliseconds that cancelling may take. */
const CANCEL_LIMIT_MS = 5_000;

/** The code of a CancelRequest in PostgreSQL's protocol. */
const CANCEL_REQUEST_CODE = 80_877_102;

/**
 * Asks the server to cancel the running statement of a client. Does nothing if none runs. It needs no login and
 * no free connection, and works through a pooler.
 */
export async function cancelStatement(client: SessionClient): Promise<void> {
  const { host, port, processID, secretKey } = client;
  const request = Buffer.alloc(16);
  request.writeInt32BE(request.length, 0);
  request.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  request.writeInt32BE(processID ?? 0, 8);
  request.writeInt32BE(secretKey ?? 0, 12);
  const socket = connect(
    host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
  );
  socket.setTimeout(CANCEL_LIMIT_MS, () => socket.destroy());
  socket.end(request);
  // The server closes the connection once it has passed the request on.
  socket.resume();
  await once(socket, 'close');
}
