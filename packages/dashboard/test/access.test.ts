import { request } from 'node:http';
import { Deployment, InvalidInputError } from '@cellbridge/objects';
import { createDeployment, defer, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttemptLimit } from '../src/server/attempt-limit.js';
import { createDashboard } from '../src/server/create-dashboard.js';
import type { DashboardOptions } from '../src/server/dashboard-options.js';
import { admitLocal } from '../src/server/local-access.js';
import { ManualClock } from './manual-clock.js';
import { serve } from './serve.js';

const TOKEN = 'a-token-nobody-guesses';
const LOGIN = 'application/x-www-form-urlencoded';
const PATHS = ['/', '/status.json', '/quarantine.json', '/explain', '/explain.json?uuid=x', '/no'];

const harness = useHarness('sqlite');
let deployment: Deployment;
beforeAll(async () => {
  const { api } = await createDeployment(harness);
  deployment = await Deployment.open({ api: api.url });
});
afterAll(() => deployment.close());

describe('A dashboard has to be told who may look', () => {
  test.each([
    [{}, 'give one of the options token, authorize and open'],
    [{ token: TOKEN, open: true }, 'give one of the options token, authorize and open'],
    [{ open: 'yes' }, 'The option open is'],
    [{ authorize: true }, 'The option authorize is'],
    [{ token: 'secret' }, 'The token has to have 16 characters'],
    [{ token: 'a secret with blanks' }, 'The token has to have 16 characters'],
    [{ open: true, basePath: 'move/' }, 'The option basePath is'],
    [undefined, 'The options have to be an object.'],
  ])('%j is refused', (options, message) => {
    const create = () => createDashboard(deployment, options as DashboardOptions);
    expect(create).toThrow(InvalidInputError);
    expect(create).toThrow(message);
    expect(create).not.toThrow('secret');
  });
});

describe('A dashboard that is open', () => {
  test.each(['localhost', '127.0.0.1', 'LOCALHOST:80', '[::1]:8787', '127.5.5.5'])(
    'answers as %s',
    async (host) => {
      await using served = await serve(deployment, { open: true });
      expect((await served.ask('/', { headers: { host } })).status).toBe(200);
    },
  );

  test.each([
    'attacker.example',
    'localhost.attacker.example',
    '127.0.0.1.attacker.example',
    '10.0.0.5:8787',
    'localhost:x',
  ])('refuses to answer as %s', async (host) => {
    await using served = await serve(deployment, { open: true });
    for (const path of PATHS) {
      const { status, body } = await served.ask(path, { headers: { host } });
      // A host that is none is no request.
      expect([400, 403]).toContain(status);
      expect(body).not.toContain('cell1');
    }
  });

  test('answers nobody on another machine, whatever name they use', () => {
    const from = (remoteAddress: string | undefined) => () =>
      admitLocal({ headers: { host: 'localhost' }, socket: { remoteAddress } });
    for (const own of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) expect(from(own)).not.toThrow();
    for (const other of ['10.1.2.3', '::ffff:10.1.2.3', 'fe80::1', '1.127.0.0.1', undefined]) {
      expect(from(other)).toThrow('on its own machine only');
    }
  });

  test.each(['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-User', 'Via'])(
    'refuses what a proxy passes on with %s',
    async (name) => {
      await using served = await serve(deployment, { open: true });
      for (const path of PATHS) {
        const { status, body } = await served.ask(path, { headers: { [name]: 'x' } });
        expect({ path, status }).toEqual({ path, status: 403 });
        expect(body).toContain('start the dashboard with a token');
      }
    },
  );

  test.each(['cross-site', 'same-site'])('answers to no page that is %s', async (site) => {
    await using served = await serve(deployment, { open: true });
    const ask = (mode: string, target: string, method = 'GET') => {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': target };
      return served.ask('/', { method, headers });
    };
    for (const refused of [
      await ask('no-cors', 'image'),
      await ask('cors', 'empty'),
      await ask('navigate', 'iframe'),
      await ask('navigate', 'document', 'HEAD'),
    ]) {
      expect(refused.status).toBe(403);
    }
    expect((await ask('navigate', 'document')).status).toBe(200);
    for (const own of ['same-origin', 'none']) {
      const headers = { 'sec-fetch-site': own, 'sec-fetch-mode': 'cors' };
      expect((await served.ask('/', { headers })).status).toBe(200);
    }
  });
});

describe('A dashboard with a token', () => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test('tells nobody else anything', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    for (const path of PATHS) {
      const { status, headers, body } = await served.ask(path);
      expect({ path, status }).toEqual({ path, status: 401 });
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(body).not.toContain('cell1');
      if (path.includes('.json')) expect(JSON.parse(body).error.code).toBe('UNAUTHORIZED');
      else expect(body).toContain('<input id="token" name="token" type="password"');
    }
  });

  test('answers programs that send it, under any name', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    const headers = { ...bearer(TOKEN).headers, host: 'move.example.org' };
    expect((await served.ask('/status.json', { headers })).status).toBe(200);
    for (const wrong of ['', 'x', `${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase()]) {
      expect((await served.ask('/status.json', bearer(wrong))).status).toBe(401);
    }
    const basic = { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` };
    expect((await served.ask('/', { headers: basic })).status).toBe(401);
    expect((await served.ask(`/?token=${TOKEN}`)).status).toBe(401);
  });

  test.each([
    ['a link', `/login?token=${TOKEN}`, 'GET', ''],
    ['the form', '/login', 'POST', `token=${TOKEN}`],
  ])('takes it from %s for a cookie, and leads away from it', async (_how, path, method, body) => {
    await using served = await serve(deployment, { token: TOKEN, basePath: '/move' });
    const answer = await served.ask(path, {
      method,
      body,
      headers: { 'content-type': LOGIN, 'content-length': String(body.length) },
    });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/move/' } });
    const [set = ''] = answer.headers['set-cookie'] ?? [];
    expect(set).toMatch(/^cellbridge-\w{8}=\S{43}; Path=\/move\/; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(TOKEN);
    const [cookie = ''] = set.split(';');
    expect((await served.ask('/', { headers: { cookie } })).status).toBe(200);
    const changed = cookie.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    for (const wrong of [changed, cookie.split('=')[0] ?? '', `${cookie}x`]) {
      expect((await served.ask('/', { headers: { cookie: wrong } })).status).toBe(401);
    }
    await using other = await serve(deployment, { token: TOKEN });
    expect((await other.ask('/', { headers: { cookie } })).status).toBe(401);
  });

  test('sends the cookie over TLS only, where the browser speaks it', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    const headers = { 'x-forwarded-proto': 'https' };
    const answer = await served.ask(`/login?token=${TOKEN}`, { headers });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; Secure/);
  });

  test('refuses a form with a wrong token, without one, or that is none', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    const post = (body: string, headers: Record<string, string> = {}) =>
      served.ask('/login', {
        method: 'POST',
        body,
        headers: { 'content-type': LOGIN, ...headers },
      });
    const length = (text: string) => ({ 'content-length': String(text.length) });
    for (const body of ['token=wrong', 'token=', 'x', '']) {
      expect(await post(body, length(body))).toMatchObject({ status: 401 });
    }
    const long = `token=${'x'.repeat(5_000)}`;
    expect((await post(long, length(long))).status).toBe(413);
    expect((await post(long, { 'transfer-encoding': 'chunked' })).status).toBe(413);
  });

  test('shows the form of the login to whoever has tried no token, and counts nothing', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    for (let times = 0; times < 11; times += 1) {
      const { status, body } = await served.ask('/login');
      expect(status).toBe(401);
      expect(body).toContain('<input id="token" name="token" type="password"');
      expect(body).not.toContain('is wrong');
    }
    expect((await served.ask(`/login?token=${TOKEN}`)).status).toBe(303);
  });

  test('lets nobody try more than ten tokens a minute', async () => {
    const clock = new ManualClock();
    await using served = await serve(deployment, { token: TOKEN }, { clock });
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await served.ask('/', bearer(`wrong-${tries}`))).status).toBe(401);
    }
    for (const token of ['wrong', TOKEN]) {
      const refused = await served.ask('/status.json', bearer(token));
      expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    }
    expect((await served.ask(`/login?token=${TOKEN}`)).status).toBe(429);
    clock.advance(60_000);
    expect((await served.ask('/explain', bearer(TOKEN))).status).toBe(200);
  });

  test('keeps nobody out who had the right token before, whatever others try at the same address', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    const [set = ''] = (await served.ask(`/login?token=${TOKEN}`)).headers['set-cookie'] ?? [];
    const [cookie = ''] = set.split(';');
    for (let tries = 0; tries < 10; tries += 1) await served.ask('/', bearer(`wrong-${tries}`));
    expect((await served.ask('/explain', bearer('wrong'))).status).toBe(429);
    expect((await served.ask('/explain', bearer(TOKEN))).status).toBe(200);
    expect((await served.ask('/explain', { headers: { cookie } })).status).toBe(200);
  });

  test('counts all addresses of a network of IPv6 as one', () => {
    const limit = new AttemptLimit(new ManualClock());
    for (let tries = 0; tries < 10; tries += 1) limit.addFailure(`2001:db8::1:0:0:${tries}`);
    expect(limit.secondsUntilNext('2001:db8:0:0:ffff::7')).toBe(60);
    for (const other of ['2001:db8:0:1::1', '2001:db8:1::1', '::1', '::ffff:10.0.0.1']) {
      expect(limit.secondsUntilNext(other)).toBe(0);
    }
    for (let tries = 0; tries < 10; tries += 1) limit.addFailure('::ffff:10.0.0.1');
    expect(limit.secondsUntilNext('::ffff:10.0.0.2')).toBe(0);
  });

  test('takes it for no error of its own that a browser goes away within its form', async () => {
    const told: unknown[] = [];
    const [arrived, ended] = [defer<void>(), defer<void>()];
    await using served = await serve(
      deployment,
      { token: TOKEN, onError: (error) => told.push(error) },
      {
        prepare: (incoming) => {
          arrived.resolve();
          incoming.once('close', () => ended.resolve());
        },
      },
    );
    const headers = { 'content-type': LOGIN, 'content-length': '100' };
    const asking = request(`${served.origin}/login`, { method: 'POST', headers, agent: false });
    asking.on('error', () => {});
    asking.write('token=');
    await arrived.promise;
    asking.destroy();
    await ended.promise;
    expect((await served.ask('/login')).status).toBe(401);
    expect(told).toEqual([]);
  });

  test('has a browser that comes from another site ask again, so that it sends the cookie', async () => {
    await using served = await serve(deployment, { token: TOKEN });
    const coming = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' };
    const { status, body } = await served.ask('/explain?uuid="><x', { headers: coming });
    expect(status).toBe(200);
    expect(body).toContain('<meta http-equiv="refresh" content="0">');
    expect(body).not.toContain('<x');
    const again = { ...coming, 'sec-fetch-site': 'same-origin' };
    expect((await served.ask('/', { headers: again })).status).toBe(401);
  });
});

describe('A dashboard with a login of the program', () => {
  test('asks it for each request, and answers if it says true', async () => {
    const asked: (string | undefined)[] = [];
    const options = {
      authorize: async ({ url, headers }: { url?: string | undefined; headers: object }) => {
        asked.push(url);
        return 'x-user' in headers;
      },
    };
    await using served = await serve(deployment, options);
    const headers = { 'x-user': 'ada' };
    expect((await served.ask('/status.json', { headers })).status).toBe(200);
    const refused = await served.ask('/status.json');
    expect(refused.status).toBe(403);
    expect(refused.json()).toEqual({
      error: { code: 'FORBIDDEN', message: 'You may not see this.' },
    });
    expect(asked).toEqual(['/status.json', '/status.json']);
    expect((await served.ask('/login?token=x', { headers })).status).toBe(404);
    expect((await served.ask('/login', { headers, method: 'POST' })).status).toBe(405);
  });

  test('answers nobody if it fails, and tells only the program why', async () => {
    const told: unknown[] = [];
    const error = new Error('no session store at redis://user:s3cret@store');
    await using served = await serve(deployment, {
      authorize: () => {
        throw error;
      },
      onError: (each) => told.push(each),
    });
    const { status, body } = await served.ask('/status.json');
    expect(status).toBe(500);
    expect(JSON.parse(body)).toEqual({
      error: { code: 'CRASH', message: expect.stringContaining('nobody foresaw') },
    });
    expect(told).toEqual([error]);
    const page = await served.ask('/');
    expect(page.status).toBe(500);
    for (const text of [body, page.body]) expect(text).not.toMatch(/s3cret|session store|\.ts:/);
  });
});
