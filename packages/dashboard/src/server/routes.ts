import { listQuarantined, quarantineDocument } from '@cellbridge/migrator';
import type { Deployment } from '@cellbridge/objects';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Feed } from '../feed/feed.js';
import type { MoveState } from '../feed/move-state.js';
import type { RateHistory } from '../feed/rate-history.js';
import { arrivalPage } from '../page/arrival-page.js';
import { askPage, explainPage } from '../page/explain-page.js';
import type { Links } from '../page/links.js';
import { overviewPage } from '../page/overview-page.js';
import { quarantinePage } from '../page/quarantine-page.js';
import type { Access } from './access.js';
import { answerDocument, answerFailure, answerPage } from './answer.js';
import { answerAsset } from './assets.js';
import { comesFromElsewhere } from './comes-from-elsewhere.js';
import type { Environment } from './environment.js';
import { FailedRequest, failureOf } from './failure.js';
import { readDescriptions, readExplanation, readQuarantined } from './read-group.js';
import { readToken } from './read-token.js';
import { refuseOtherMethods } from './refuse-other-methods.js';
import { securityHeaders } from './security-headers.js';

/** How long a page waits for the first read, in milliseconds; then it says that it goes on. */
const PATIENCE_MILLISECONDS = 1_500;

/** What the answers are made of. */
export interface Site {
  readonly deployment: Deployment;
  readonly feed: Feed<MoveState>;
  readonly history: RateHistory;
  readonly access: Access;
  readonly links: Links;
  /** Is told of errors that nobody foresaw. */
  readonly onError: (error: unknown) => void;
  /** The path of a request within the dashboard. */
  readonly pathOf: (request: Request) => string;
}

/** Makes the routes: what is answered, to whom, and with which headers. */
export function createRoutes(site: Site): Hono<Environment> {
  const { deployment, feed, history, access, links, onError, pathOf } = site;
  const app = new Hono<Environment>({ getPath: pathOf });
  const takesToken = access.logIn !== undefined;

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
    const view = await feed.look(PATIENCE_MILLISECONDS);
    const filter = {
      text: context.req.query('cell') ?? '',
      state: context.req.query('state') ?? '',
    };
    return answerPage(context, overviewPage({ view, samples: history.samples, links, filter }));
  });
  app.get('/status.json', async (context) => {
    const { last, failure, now } = await feed.look();
    if (failure || !last) throw failure?.error ?? new Error('Nothing was read.');
    context.header('Age', String(Math.floor((now - last.readAt) / 1_000)));
    return answerDocument(context, last.state.status);
  });
  app.get('/quarantine.json', async (context) => {
    const entries = await listQuarantined(deployment);
    return answerDocument(context, entries.map(quarantineDocument));
  });
  app.get('/quarantine/:uuid{[^/]+\\.json}', async (context) => {
    const uuid = context.req.param('uuid').slice(0, -'.json'.length);
    return answerDocument(context, await readDescriptions(deployment, uuid));
  });
  app.get('/quarantine/:uuid', async (context) => {
    const groups = await readQuarantined(deployment, context.req.param('uuid'));
    return answerPage(context, quarantinePage(groups, links));
  });
  app.get('/explain.json', async (context) => {
    return answerDocument(
      context,
      await readExplanation(deployment, context.req.query('uuid') ?? ''),
    );
  });
  app.get('/explain', async (context) => {
    const uuid = context.req.query('uuid')?.trim();
    if (!uuid) return answerPage(context, askPage(links));
    return answerPage(context, explainPage(await readExplanation(deployment, uuid), links));
  });
  return app;
}
