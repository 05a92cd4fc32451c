import type { IncomingMessage } from 'node:http';
import type { Deployment } from '@cellbridge/objects';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import pLimit from 'p-limit';
import type { Feed } from '../feed/feed.js';
import type { MoveState } from '../feed/move-state.js';
import { arrivalPage } from '../page/arrival-page.js';
import { askPage, explainPage } from '../page/explain-page.js';
import type { Links } from '../page/links.js';
import { quarantinePage } from '../page/quarantine-page.js';
import type { Access } from './access.js';
import {
  answerDocument,
  answerFailure,
  answerInPieces,
  answerKeptPage,
  answerPage,
} from './answer.js';
import { answerAsset } from './assets.js';
import { comesFromElsewhere } from './comes-from-elsewhere.js';
import type { Environment } from './environment.js';
import { FailedRequest, failureOf } from './failure.js';
import type { OverviewPages } from './overview-pages.js';
import { WITHOUT_SLASH } from './path-within.js';
import { quarantineText } from './quarantine-text.js';
import { readDescriptions, readExplanation, readQuarantined } from './read-group.js';
import { readToken } from './read-token.js';
import { refuseOtherMethods } from './refuse-other-methods.js';
import { securityHeaders } from './security-headers.js';
import { shareReads } from './share-reads.js';

/** How long a page waits for the first read, in milliseconds; then it says that it goes on. */
const PAGE_PATIENCE_MILLISECONDS = 1_500;

/** How long a program waits for it: many do not ask twice. */
const DOCUMENT_PATIENCE_MILLISECONDS = 10_000;

/** How many groups are asked for at once: each may ask every database. */
const GROUPS_AT_ONCE = 2;

/** What the answers are made of. */
export interface Site {
  readonly deployment: Deployment;
  readonly feed: Feed<MoveState>;
  readonly overviews: OverviewPages;
  readonly access: Access;
  readonly links: Links;
  /** Is told of errors that nobody foresaw. */
  readonly onError: (error: unknown) => void;
  /** The path of a request within the dashboard. */
  readonly pathOf: (request: Request, incoming: IncomingMessage | undefined) => string;
}

/** Makes the routes: what is answered, to whom, and with which headers. */
export function createRoutes(site: Site): Hono<Environment> {
  const { deployment, feed, overviews, access, links, onError, pathOf } = site;
  const app = new Hono<Environment>({
    getPath: (request, options) => pathOf(request, options?.env?.incoming),
  });
  const takesToken = access.logIn !== undefined;
  const limit = pLimit(GROUPS_AT_ONCE);
  const describe = shareReads(limit, (uuid) => readDescriptions(deployment, uuid));
  const show = shareReads(limit, (uuid) => readQuarantined(deployment, uuid));
  const explain = shareReads(limit, (uuid) => readExplanation(deployment, uuid));

  app.onError((error, context) => {
    const failure = failureOf(error);
    if (failure.status === 500) onError(error);
    if (failure.status === 401 && comesFromElsewhere(context)) {
      return answerPage(context, arrivalPage());
    }
    return answerFailure(context, failure, { links, takesToken });
  });
  app.notFound(() => {
    throw new FailedRequest({ status: 404, code: 'NOT_FOUND', message: 'There is no such page.' });
  });

  app.use(securityHeaders, compress());
  app.use(refuseOtherMethods(takesToken ? '/login' : null));
  // A browser sends the cookie only to what is below the slash.
  app.get(WITHOUT_SLASH, (context) => {
    return context.redirect(`${links.overview}${new URL(context.req.url).search}`, 308);
  });
  app.get('/style.css', (context) => answerAsset(context, 'style'));
  app.get('/page.js', (context) => answerAsset(context, 'script'));
  const { logIn } = access;
  if (logIn) {
    app.on(['GET', 'POST'], '/login', async (context) => {
      logIn.call(access, context, await readToken(context));
      return context.redirect(links.overview, 303);
    });
  }
  app.use(async (context, next) => {
    await access.check(context);
    await next();
  });

  app.get('/', async (context) => {
    const view = await feed.look(PAGE_PATIENCE_MILLISECONDS);
    const filter = {
      text: context.req.query('cell') ?? '',
      state: context.req.query('state') ?? '',
    };
    return await answerKeptPage(context, overviews.pageOf(view, filter));
  });
  app.get('/status.json', async (context) => {
    const { last, failure, now } = await feed.look(DOCUMENT_PATIENCE_MILLISECONDS);
    if (failure) throw failure.error;
    if (!last) throw notReadYet();
    context.header('Age', String(Math.floor((now - last.readAt) / 1_000)));
    return answerDocument(context, last.state.status);
  });
  app.get('/quarantine.json', async (context) => {
    return await answerInPieces(context, quarantineText(deployment.api));
  });
  app.get('/quarantine/:uuid{[^/]+\\.json}', async (context) => {
    const uuid = context.req.param('uuid').slice(0, -'.json'.length);
    return answerDocument(context, await describe(uuid));
  });
  app.get('/quarantine/:uuid', async (context) => {
    const groups = await show(context.req.param('uuid'));
    return answerPage(context, quarantinePage(groups, links));
  });
  app.get('/explain.json', async (context) => {
    return answerDocument(context, await explain(context.req.query('uuid') ?? ''));
  });
  app.get('/explain', async (context) => {
    const uuid = context.req.query('uuid')?.trim();
    if (!uuid) return answerPage(context, askPage(links));
    return answerPage(context, explainPage(await explain(uuid), links));
  });
  return app;
}

function notReadYet(): FailedRequest {
  const message = 'The databases have not answered yet, and are still being asked. Try again.';
  return new FailedRequest({ status: 503, code: 'NOT_READ_YET', message, retryAfter: 5 });
}
