import {
  describeQuarantined,
  explainGroup,
  explanationDocument,
  instanceGroupsMigration,
  listQuarantined,
  migrationStatus,
  quarantineDescriptionDocument,
  quarantineDocument,
  runOnlineDataMigrations,
  statusDocument,
} from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  forEachServer,
  holdStatement,
  recordStatements,
  startTcpProxy,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
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

/** A group that has moved, and one in quarantine. */
async function createQuarantine(harness: Parameters<typeof createDeployment>[0]) {
  const databases = await createDeployment(harness);
  const { api, cell } = databases;
  await cell.addGroups([{ uuid: UUID, name: '<b>in the cell</b>' }, { uuid: OTHER }]);
  await api.addGroups([{ uuid: UUID, name: 'in the API database' }]);
  await using deployment = await Deployment.open({ api: api.url });
  await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
  return databases;
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
    ['with it in front, as node:http does', (url: string) => url],
    ['without it, as Express does', (url: string) => url.replace(/^\/move/, '')],
  ])('answers under a path, whether requests come %s', async (_how, rewrite) => {
    const { api } = await createQuarantine(harness);
    await using deployment = await Deployment.open({ api: api.url });
    const options = { open: true, basePath: '/move' } as const;
    await using served = await serve(deployment, options, { rewrite });
    const { status, body } = await served.ask('/move/?cell=cell1');
    expect(status).toBe(200);
    const addresses = [...body.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, to]) => to);
    expect(addresses.length).toBeGreaterThan(5);
    for (const address of addresses) expect(address).toMatch(/^(?:\/move\/|#|data:,$)/);
    for (const path of ['/move/style.css', '/move/page.js', '/move/status.json', '/move']) {
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
    const { api } = await createDeployment(harness);
    const held = holdStatement(({ text }) => text.includes('cellbridge_wishes'));
    const { intercept } = held;
    await using deployment = await Deployment.open({ api: api.url, database: { intercept } });
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
    expect((await served.ask('/')).body).toContain('Read now, at');
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
