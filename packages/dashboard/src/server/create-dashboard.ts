import type { IncomingMessage, ServerResponse } from 'node:http';
import { guardListener } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { getRequestListener, RequestError } from '@hono/node-server';
import { type Clock, SYSTEM_CLOCK } from '../feed/clock.js';
import { Feed } from '../feed/feed.js';
import { readMoveState } from '../feed/move-state.js';
import { RateHistory } from '../feed/rate-history.js';
import { Links } from '../page/links.js';
import { accessOf } from './access.js';
import { checkDashboardOptions, type DashboardOptions } from './dashboard-options.js';
import { OverviewPages } from './overview-pages.js';
import { pathWithin } from './path-within.js';
import { createRoutes } from './routes.js';

/** A dashboard, to be served by a server of `node:http`. */
export interface Dashboard extends AsyncDisposable {
  /**
   * Answers a request. To be called with those for the dashboard's path, and nothing else before them that reads the body.
   * Never throws.
   */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Asks the databases no more. Resolves once the read that is under way has ended; the deployment stays open. */
  close(): Promise<void>;
}

/**
 * Makes a live page that shows how a move stands, and the same as JSON. It changes nothing, and asks the databases only
 * while somebody looks. How the move stands is read every two seconds at most, however many look; where a group is, when somebody
 * asks: for two groups at once, and once for all who ask for the same one meanwhile.
 *
 * @throws InvalidInputError if an option makes no sense, or it is not said who may look.
 * @example
 * const dashboard = createDashboard(deployment, { token, basePath: '/move' });
 * const server = createServer((request, response) => {
 *   if (request.url?.startsWith('/move/')) dashboard.handler(request, response);
 *   else answer(request, response);
 * });
 */
export function createDashboard(deployment: Deployment, options: DashboardOptions): Dashboard {
  return dashboardWith(deployment, options, SYSTEM_CLOCK);
}

/** The same by another clock. */
export function dashboardWith(
  deployment: Deployment,
  options: DashboardOptions,
  clock: Clock,
): Dashboard {
  checkDashboardOptions(options);
  const { basePath = '' } = options;
  const links = new Links(basePath);
  const onError = guardListener('onError', options.onError);
  const history = new RateHistory();
  const feed = new Feed(async (moment) => {
    const state = await readMoveState(deployment);
    history.add(state.status, moment);
    return state;
  }, clock);
  const routes = createRoutes({
    deployment,
    feed,
    links,
    overviews: new OverviewPages(history, links),
    access: accessOf(options, { clock, links }),
    onError,
    pathOf: ({ url }, incoming) => pathWithin(basePath, url, incoming),
  });
  const listener = getRequestListener(routes.fetch, {
    // The program that this is mounted in has its own.
    overrideGlobalObjects: false,
    // What comes before the routes: a request without a host, or one that is no URL.
    errorHandler: (error) => {
      if (!(error instanceof RequestError)) onError(error);
      return new Response(null, { status: error instanceof RequestError ? 400 : 500 });
    },
  });
  const close = () => feed.close();
  return {
    handler: (request, response) => void listener(request, response),
    close,
    [Symbol.asyncDispose]: close,
  };
}
