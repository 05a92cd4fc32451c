import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { testDialectOf } from '../dialects/index.js';

/** A proxy in front of a server that can drop connections and answers. */
export interface TcpProxy extends AsyncDisposable {
  /** The URL of the server through the proxy, without TLS, which the proxy cannot read, unless it refuses TLS. */
  readonly url: string;
  /** The highest number of connections at one time so far. */
  readonly mostAtOnce: number;
  /** Drops everything that the server answers from now on. */
  muteServer(): void;
  /** Cuts every connection. */
  cut(): void;
  /** Cuts every connection, and every new one until `admit()`, as a restarting server does. */
  refuse(): void;
  /** Accepts connections again. */
  admit(): void;
  /** Leads new connections to the server of another URL. Those that are open stay as they are. */
  leadTo(url: string): void;
  /** Resolves once no connection is open. */
  quiet(): Promise<void>;
}

interface TcpProxyOptions {
  /** Gets what a client sends, and returns what to send to the server instead. */
  readonly onQuestion?: (data: Buffer) => Buffer;
  /** Called with what the server sends, before the client gets it. */
  readonly onAnswer?: (proxy: TcpProxy, data: Buffer) => void;
  /** Answers requests for TLS itself: the server has none. */
  readonly refusesTls?: boolean;
}

/** How a PostgreSQL client asks for TLS, before anything else. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Starts a proxy in front of the server of a URL. */
export async function startTcpProxy(
  url: string,
  { onQuestion = (data) => data, onAnswer, refusesTls }: TcpProxyOptions = {},
): Promise<TcpProxy> {
  let target = new URL(url);
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
    // Each connection has one socket to the client and one to the server.
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
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const proxy: TcpProxy = {
    url: refusesTls ? through.href : testDialectOf(url).withoutTls(through.href),
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
    leadTo: (other) => {
      target = new URL(other);
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
