import type { IncomingMessage } from 'node:http';
import {
  describeQuarantined,
  explainGroup,
  explanationDocument,
  instanceGroupsMigration,
  listQuarantined,
  migrationStatus,
  quarantineDescriptionDocument,
  quarantineDocument,
  reportOnMove,
  runOnlineDataMigrations,
  statusDocument,
} from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import {
  createDeployment,
  defer,
  forEachDialect,
  forEachServer,
  type Harness,
  holdStatement,
  recordStatements,
  startTcpProxy,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../src/index.js';
import { ManualClock } from './manual-clock.js';
import { serve } from './serve.js';

const UUID = '5e0f0000-0000-4000-8000-0000000000a1';
const OTHER = '5e0f0000-0000-4000-8000-0000000000a2';
const PAGES = ['/', `/quarantine/${UUID}`, `/explain?uuid=${UUID}`, '/explain'];
const DOCUMENTS = [
  '/status.json',
  '/quarantine.json',
  `/quarantine/${UUID}.json`,
  `/explain.json?uuid=${UUID}`,
];

/** Takes the path that something is mounted under away from the requests for it, as Express does. */
function takeAway(path: string) {
  return (incoming: IncomingMessage) => {
    const { url = '' } = incoming;
    const left = url.slice(path.length);
    Object.assign(incoming, { originalUrl: url, url: left.startsWith('/') ? left : `/${left}` });
  };
}

/** A group that has moved, and one in quarantine. */
async function createQuarantine(harness: Harness) {
  const databases = await createDeployment(harness);
  const { api, cell } = databases;
  await cell.addGroups([{ uuid: UUID, name: '<b>in the cell</b>' }, { uuid: OTHER }]);
  await api.addGroups([{ uuid: UUID, name: 'in the API database' }]);
  await using deployment = await Deployment.open({ api: api.url });
  await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
  return databases;
}

/** An API database in SQLite with 1,200 groups in quarantine. */
async function createLongQuarantine(harness: Harness) {
  const { api } = await createDeployment(harness);
  await api.raw.query(`INSERT INTO cellbridge_quarantine
    (cell_uuid, cell_group_id, group_uuid, reason, details, attempts, created_at, updated_at)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
    SELECT 'cell', n, 'group ' || n, 'different', 'They differ.', 1, '2026-11-30 12:00:00.000000',
      '2026-11-30 12:00:00.000000' FROM numbers`);
  return api;
}

/** A deployment whose state cannot be read before it is released. */
async function openHeld(harness: Harness) {
  const { api } = await createDeployment(harness);
  const held = holdStatement(({ text }) => text.includes('cellbridge_wishes'));
  const { intercept } = held;
  return { held, deployment: await Deployment.open({ api: api.url, database: { intercept } }) };
}

forEachDialect('The documents of the dashboard', (harness) => {
  test('are those that the migrator makes', async () => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    const explanation = explanationDocument(await explainGroup(deployment, UUID));
    const descriptions = await describeQuarantined(deployment, UUID);
    const expected = [
      statusDocument(await migrationStatus(deployment), deployment.cells),
      (await listQuarantined(deployment)).map(quarantineDocument),
      descriptions.map(quarantineDescriptionDocument),
      explanation,
    ];
    for (const [index, path] of DOCUMENTS.entries()) {
      const { status, headers, body } = await served.ask(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers['content-type']).toBe('application/json; charset=UTF-8');
      expect(body).toBe(`${JSON.stringify(expected[index], null, 2)}\n`);
    }
    expect(expected[1]).toHaveLength(1);
    expect((await served.ask('/status.json')).headers.age).toMatch(/^\d$/);
  });

  test('refuse a uuid that is none in the words of every database', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    for (const path of ['/explain.json?uuid=%00', '/quarantine/%00.json']) {
      expect({ path, status: (await served.ask(path)).status }).toEqual({ path, status: 400 });
    }
  });

  test('and its pages show a group in quarantine, whatever its name holds', async () => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    for (const path of PAGES) {
      const { status, headers, body } = await served.ask(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers['content-type']).toBe('text/html; charset=UTF-8');
      expect(body).not.toContain('<b>in');
      expect(body.match(/<h1>/g)).toHaveLength(1);
      expect(body).not.toMatch(/ (?:style|on[a-z]+)="/);
    }
    expect((await served.ask('/')).body).toContain(`href="/quarantine/${UUID}"`);
    const sides = (await served.ask(`/quarantine/${UUID}`)).body;
    expect(sides).toContain('&lt;b&gt;in the cell&lt;/b&gt;');
    expect(sides).toContain('in the API database');
    expect((await served.ask(`/explain?uuid=${OTHER}`)).body).toContain('It moved from row');
  });
});

forEachDialect('The page and the report', (harness) => {
  test('say with what a run has failed', async () => {
    const { api } = await createQuarantine(harness);
    const reason = 'The disk of cell1 is full: <ENOSPC>.';
    const change = "UPDATE cellbridge_progress SET state = 'failed', last_error = ?";
    await api.raw.query(change, reason);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    const report = await reportOnMove(deployment);
    const shown = [(await served.ask('/')).body, report ? renderReport(report) : ''];
    for (const text of shown) {
      expect(text).toContain('<li>cell1: The disk of cell1 is full: &lt;ENOSPC&gt;.</li>');
    }
  });
});

describe('The dashboard', () => {
  const harness = useHarness('sqlite');

  test.each([
    [
      'is down',
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x'",
      'unavailable',
    ],
    ['is no longer mapped', 'DELETE FROM cell_mappings', 'no longer mapped'],
  ])('says why a group is in quarantine if its cell %s', async (_, change, obstacle) => {
    const { api } = await createQuarantine(harness);
    await api.raw.query(change);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    const { status, body } = await served.ask(`/quarantine/${UUID}`);
    expect(status).toBe(200);
    expect(body).toContain('<p>different: ');
    expect(body).toContain('The two sides are not shown. Cell ');
    expect(body).toContain(obstacle);
  });

  test('has the same headers on every answer', async () => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    const questions: [string, string][] = [
      ...[...PAGES, ...DOCUMENTS, '/no', '/style.css', '/page.js'].map((path): [string, string] => [
        'GET',
        path,
      ]),
      ['HEAD', '/'],
      ['POST', '/'],
      ['DELETE', '/status.json'],
    ];
    for (const [method, path] of questions) {
      const { headers } = await served.ask(path, { method });
      expect({ method, path, ...headers }).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('is for looking only', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await served.ask('/', { method });
      expect({ method, status, allow: headers.allow }).toEqual({
        method,
        status: 405,
        allow: 'GET, HEAD',
      });
    }
    const head = await served.ask('/', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  test('says that a page or a group is not there, to people and to programs', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    const notThere = 'There is no such page.';
    const noGroup = `Group ${UUID} is not in quarantine; `;
    const unknown = `No database knows group ${UUID}; check the uuid.`;
    const cases: [string, number, string, string][] = [
      ['/nothing', 404, 'NOT_FOUND', notThere],
      ['/quarantine/', 404, 'NOT_FOUND', notThere],
      ['/login', 404, 'NOT_FOUND', notThere],
      ['/%2e%2e/%2e%2e/etc/passwd', 404, 'NOT_FOUND', notThere],
      [`/quarantine/${UUID}`, 404, 'INVALID_INPUT', noGroup],
      ['/quarantine/x', 400, 'INVALID_INPUT', 'Group x is not in quarantine; '],
      [`/explain?uuid=${UUID}`, 404, 'INVALID_INPUT', unknown],
      ['/explain?uuid=x', 400, 'INVALID_INPUT', 'No database knows group x; check the uuid.'],
    ];
    for (const [path, status, code, message] of cases) {
      const page = await served.ask(path);
      expect({ path, status: page.status }).toEqual({ path, status });
      expect(page.body).toContain(`${message.replaceAll('"', '&quot;')}`);
      if (path.endsWith('/')) continue;
      const document = await served.ask(path.replace(/(\?|$)/, '.json$1'));
      expect({ path, status: document.status }).toEqual({ path, status });
      const error = { code, message: expect.stringContaining(message) };
      expect(document.json()).toEqual({ error });
    }
    expect((await served.ask('/explain.json')).json()).toMatchObject({
      error: { code: 'INVALID_INPUT' },
    });
  });

  test('shows no password that somebody has typed in the place of a uuid', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    const typed = encodeURIComponent('postgresql://nova:s3cret@db/nova');
    for (const path of ['/explain', '/explain.json', `/quarantine/${typed}`]) {
      const { status, body } = await served.ask(`${path}?uuid=${typed}`);
      expect(status).toBe(400);
      expect(body).toContain('nova:***@db');
      expect(body).not.toContain('s3cret');
    }
  });

  test.each([
    ['with it in front, as node:http does', () => {}],
    ['without it, as Express does', takeAway('/move')],
  ])('answers under a path, whether requests come %s', async (_how, prepare) => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    const options = { open: true, basePath: '/move' } as const;
    await using served = await serve(deployment, options, { prepare });
    const { status, body } = await served.ask('/move/?cell=cell1');
    expect(status).toBe(200);
    const addresses = [...body.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, to]) => to);
    expect(addresses.length).toBeGreaterThan(5);
    for (const address of addresses) expect(address).toMatch(/^(?:\/move\/|#|data:,$)/);
    for (const path of ['/move/style.css', '/move/page.js', '/move/status.json']) {
      expect((await served.ask(path)).status).toBe(200);
    }
  });

  test('asks no database while nobody looks, and once for all who do', async () => {
    const { api } = await createDeployment(harness);
    const { statements, intercept } = recordStatements();
    await using deployment = await Deployment.open({ api: api.url, database: { intercept } });
    const clock = new ManualClock();
    await using served = await serve(deployment, { open: true }, { clock });
    const sent = () => statements.splice(0).length;
    sent();
    for (const path of ['/explain', '/style.css', '/no']) await served.ask(path);
    expect(sent()).toBe(0);
    await served.ask('/status.json');
    await clock.waited(2_000);
    expect(sent()).toBeGreaterThan(0);
    await Promise.all(['/', '/', '/status.json', '/?cell=x'].map((path) => served.ask(path)));
    expect(sent()).toBe(0);
    clock.advance(2_000);
    await clock.waited(2_000);
    expect(sent()).toBeGreaterThan(0);
    clock.advance(30_000);
    await served.ask('/explain');
    expect(sent()).toBe(0);
  });

  test('keeps what it saw last where the API database fails, and says so', async () => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    const clock = new ManualClock();
    await using served = await serve(deployment, { open: true }, { clock });
    const readAgain = async () => {
      await clock.waited(2_000);
      clock.advance(2_000);
      await clock.waited(2_000);
    };
    expect((await served.ask('/')).body).toContain('Read now, at');
    await api.raw.query('ALTER TABLE cellbridge_wishes RENAME TO gone');
    await readAgain();
    const { status, body } = await served.ask('/');
    expect(status).toBe(200);
    expect(body).toMatch(/<strong>The state could not be read\.<\/strong> .*cellbridge_wishes/);
    expect(body).toContain('Read 2 s ago, at');
    expect(body).toContain('1 group is in quarantine.');
    const document = await served.ask('/status.json');
    expect(document.status).toBe(503);
    expect(document.json()).toEqual({
      error: { code: 'MISSING_TABLE', message: expect.stringContaining('cellbridge_wishes') },
    });
    await api.raw.query('ALTER TABLE gone RENAME TO cellbridge_wishes');
    await readAgain();
    expect((await served.ask('/')).body).not.toContain('could not be read');
  });

  test('does not wait for a database that does not answer, and says how long it has been asked', async () => {
    const { held, deployment: opened } = await openHeld(harness);
    await using deployment = opened;
    const clock = new ManualClock();
    await using served = await serve(deployment, { open: true }, { clock });
    const first = served.ask('/');
    await held.reached;
    await clock.waited(1_500);
    clock.advance(1_500);
    expect((await first).body).toContain('Nothing is known yet.');
    clock.advance(10_000);
    const second = served.ask('/');
    await clock.waited(1_500);
    clock.advance(1_500);
    expect((await second).body).toContain('It has taken 13 s so far: a database may not answer.');
    held.release();
    await clock.waited(2_000);
    expect((await served.ask('/')).body).toContain('Read 13 s ago, at');
    expect((await served.ask('/status.json')).headers.age).toBe('13');
  });

  test('lets a program wait ten seconds for the first read, and tells it to ask again', async () => {
    const { held, deployment: opened } = await openHeld(harness);
    await using deployment = opened;
    const clock = new ManualClock();
    await using served = await serve(deployment, { open: true }, { clock });
    const first = served.ask('/status.json');
    await clock.waited(10_000);
    clock.advance(10_000);
    const { status, headers, ...answer } = await first;
    expect({ status, retryAfter: headers['retry-after'] }).toEqual({
      status: 503,
      retryAfter: '5',
    });
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_READ_YET' } });
    held.release();
    await clock.waited(2_000);
    expect((await served.ask('/status.json')).status).toBe(200);
  });

  test('asks once for all who want to know of the same group, and for few groups at once', async () => {
    const { api } = await createQuarantine(harness);
    const released = defer<void>();
    let [isHolding, sent, arrived] = [false, 0, 0];
    let onArrival = () => {};
    const intercept = async () => {
      sent += 1;
      if (isHolding) await released.promise;
    };
    const prepare = () => {
      arrived += 1;
      onArrival();
    };
    await using deployment = await Deployment.open({ api: api.url, database: { intercept } });
    await using served = await serve(deployment, { open: true }, { prepare });
    const explain = (uuid: string) => served.ask(`/explain.json?uuid=${uuid}`);
    await explain(UUID);
    const countOf = async (uuid: string) => {
      const before = sent;
      await explain(uuid);
      return sent - before;
    };
    const unknown = (index: number) => `5e0f0000-0000-4000-8000-0000000000b${index}`;
    const usual = (await countOf(UUID)) + 9 * (await countOf(unknown(0)));

    isHolding = true;
    [sent, arrived] = [0, 0];
    const all = defer<void>();
    onArrival = () => {
      if (arrived === 12) all.resolve();
    };
    const same = [explain(UUID), explain(UUID), served.ask(`/explain?uuid=${UUID}`)];
    const others = Array.from({ length: 9 }, (_, index) => explain(unknown(index)));
    await all.promise;
    const refused = await explain('one-too-many');
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(refused.json()).toMatchObject({ error: { code: 'TOO_MANY_QUESTIONS' } });
    isHolding = false;
    released.resolve();
    for (const { status } of await Promise.all(same)) expect(status).toBe(200);
    for (const { status } of await Promise.all(others)) expect(status).toBe(404);
    expect(sent).toBe(usual);
  });

  test('reads a long quarantine piece by piece, and gives the document that the command prints', async () => {
    const api = await createLongQuarantine(harness);
    const { statements, intercept } = recordStatements();
    await using deployment = await Deployment.open({ api: api.url, database: { intercept } });
    const entries = await listQuarantined(deployment);
    expect(entries).toHaveLength(1_200);
    await using served = await serve(deployment, { open: true });
    statements.length = 0;
    const { body } = await served.ask('/quarantine.json');
    expect(body).toBe(`${JSON.stringify(entries.map(quarantineDocument), null, 2)}\n`);
    expect(statements.length).toBeGreaterThan(2);
    await api.raw.query('DELETE FROM cellbridge_quarantine');
    expect((await served.ask('/quarantine.json')).body).toBe('[]\n');
  });

  test('cuts the connection where a later piece of the quarantine cannot be read', async () => {
    const api = await createLongQuarantine(harness);
    let pieces = 0;
    const intercept = ({ text }: { readonly text: string }) => {
      pieces += text.includes('cellbridge_quarantine') ? 1 : 0;
      if (pieces === 3) throw new Error('The database is gone.');
    };
    await using deployment = await Deployment.open({ api: api.url, database: { intercept } });
    await using served = await serve(deployment, { open: true });
    await expect(served.ask('/quarantine.json')).rejects.toThrow('aborted');
  });

  test('leads from its base path without a slash to that with one', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    for (const prepare of [() => {}, takeAway('/move')]) {
      const options = { open: true, basePath: '/move' } as const;
      await using served = await serve(deployment, options, { prepare });
      const answer = await served.ask('/move?cell=a%20b');
      expect(answer).toMatchObject({ status: 308, headers: { location: '/move/?cell=a%20b' } });
      expect((await served.ask('/move/?cell=a%20b')).status).toBe(200);
    }
  });

  test('has all of its pages under a path with the name of one', async () => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    for (const prepare of [() => {}, takeAway('/quarantine')]) {
      const options = { open: true, basePath: '/quarantine' } as const;
      await using served = await serve(deployment, options, { prepare });
      const { status, body } = await served.ask(`/quarantine/quarantine/${UUID}`);
      expect(status).toBe(200);
      expect(body).toContain('Why the group could not move');
    }
  });

  test('says that it is closed', async () => {
    const { api } = await createDeployment(harness);
    await using deployment = await Deployment.open({ api: api.url });
    await using served = await serve(deployment, { open: true });
    await served.closeDashboard();
    expect((await served.ask('/status.json')).status).toBe(503);
    expect((await served.ask('/')).body).toContain('The dashboard is closed.');
  });
});

forEachServer('The dashboard', (harness) => {
  test('shows no password of a database that does not answer', async () => {
    const { api, cell } = await createQuarantine(harness);
    await using proxy = await startTcpProxy(api.url);
    const password = 'pa55word-of-the-cell';
    const cellUrl = new URL(cell.url);
    cellUrl.port = '1';
    cellUrl.password = password;
    const change = 'UPDATE cell_mappings SET database_connection = ?';
    await api.raw.query(change, cellUrl.href);
    await using deployment = await Deployment.open({ api: proxy.url });
    const clock = new ManualClock();
    await using served = await serve(deployment, { open: true }, { clock });
    const shown = [];
    for (const path of [...PAGES, ...DOCUMENTS]) shown.push((await served.ask(path)).body);
    expect(shown[0]).toContain('unavailable');
    proxy.refuse();
    await clock.waited(2_000);
    clock.advance(2_000);
    await clock.waited(2_000);
    for (const path of PAGES.slice(0, 3)) shown.push((await served.ask(path)).body);
    for (const path of DOCUMENTS) {
      const { status, body } = await served.ask(path);
      expect({ path, status }).toEqual({ path, status: 503 });
      shown.push(body);
    }
    const apiPassword = decodeURIComponent(new URL(api.url).password);
    for (const text of shown) {
      expect(text).not.toContain(password);
      if (apiPassword) expect(text).not.toContain(`:${apiPassword}@`);
      expect(text).not.toMatch(/\.[jt]s:\d+/);
    }
  });
});
