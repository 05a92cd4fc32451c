import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Deployment } from '@cellbridge/objects';
import { type Clock, SYSTEM_CLOCK } from '../src/feed/clock.js';
import { dashboardWith } from '../src/server/create-dashboard.js';
import type { DashboardOptions } from '../src/server/dashboard-options.js';

/** What a server has answered. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  json<T = unknown>(): T;
}

interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A server that a test asks. */
export interface Served extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  ask(path: string, question?: Question): Promise<Answer>;
  /** Closes the dashboard; the server goes on. */
  closeDashboard(): Promise<void>;
  /** Cuts all connections, and takes none. */
  drop(): Promise<void>;
  /** Takes connections again. */
  resume(): Promise<void>;
}

/** Serves a dashboard on a free port. What comes before it there is given each request first. */
export async function serve(
  deployment: Deployment,
  options: DashboardOptions,
  {
    clock = SYSTEM_CLOCK,
    prepare = () => {},
  }: { readonly clock?: Clock; readonly prepare?: (incoming: IncomingMessage) => void } = {},
): Promise<Served> {
  const dashboard = dashboardWith(deployment, options, clock);
  const server = createServer((incoming, outgoing) => {
    prepare(incoming);
    dashboard.handler(incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    ask: (path, question) => ask(`${origin}${path}`, question),
    closeDashboard: () => dashboard.close(),
    async drop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    async resume() {
      server.listen(address.port, '127.0.0.1');
      await once(server, 'listening');
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await dashboard.close();
    },
  };
}

/** Asks a server, and follows no redirect. */
async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Answer> {
  const asking = request(url, { method, headers, agent: false });
  asking.end(body);
  const [response] = await once(asking, 'response');
  const answer = await text(response);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: answer,
    json: <T>() => JSON.parse(answer) as T,
  };
}
