import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** A proxy before a server, which can lose what passes through it. */
export interface TcpProxy extends AsyncDisposable {
  /** The URL of the server, by way of the proxy; in clear text, which the proxy understands, unless it refuses TLS. */
  readonly url: string;
  /** How many connections there have been at once, at most. */
  readonly mostAtOnce: number;
  /** Lets nothing of what the server answers pass any more. */
  muteServer(): void;
  /** Cuts every connection. */
  cut(): void;
  /** Cuts every connection, and each that comes, as a server does that restarts; until `admit()`. */
  refuse(): void;
  /** Lets connections pass again. */
  admit(): void;
  /** Resolves once no connection is open. */
  quiet(): Promise<void>;
}

interface TcpProxyOptions {
  /** Sees what a client says before it passes, and gives what is to pass in its place. */
  readonly onQuestion?: (data: Buffer) => Buffer;
  /** Sees what the server says before it passes. */
  readonly onAnswer?: (proxy: TcpProxy, data: Buffer) => void;
  /** Answers for the server that it has no TLS. */
  readonly refusesTls?: boolean;
}

/** With what a client of PostgreSQL asks for TLS, before it says anything else. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Puts a proxy before the server of a URL. */
export async function startTcpProxy(
  url: string,
  { onQuestion = (data) => data, onAnswer, refusesTls }: TcpProxyOptions = {},
): Promise<TcpProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isMute = false;
  let mostAtOnce = 0;
  let isRefusing = false;
  const server = createServer((client) => {
    if (isRefusing) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    // One is to the client and one to the server.
    mostAtOnce = Math.max(mostAtOnce, sockets.size / 2);
    client.on('data', (data) => {
      if (refusesTls && data.equals(SSL_REQUEST)) client.write('N');
      else upstream.write(onQuestion(data));
    });
    upstream.on('data', (data) => {
      onAnswer?.(proxy, data);
      if (!isMute && !client.destroyed) client.write(data);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  const through = new URL(url);
  through.port = String(address.port);
  if (!refusesTls) through.searchParams.set('sslmode', 'disable');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const proxy: TcpProxy = {
    url: through.href,
    get mostAtOnce() {
      return mostAtOnce;
    },
    muteServer: () => {
      isMute = true;
    },
    cut,
    refuse: () => {
      isRefusing = true;
      cut();
    },
    admit: () => {
      isRefusing = false;
    },
    async quiet() {
      while (sockets.size > 0) await setImmediate();
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
