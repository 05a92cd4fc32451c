import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  createDeployment,
  defer,
  forEachDialect,
  forEachServer,
  startSource,
  startTcpProxy,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { QUARANTINED } from './contract/calls.js';
import { cellbridge } from './run.js';
import { visited } from './visited.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const ANY_PORT = ['dashboard', '--port', '0'];
const TOKEN = 'a-token-nobody-guesses';

/** Holds a port, if nobody else does. */
async function holdPort(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await Promise.race([once(server, 'listening'), once(server, 'error')]).catch(() => {});
  const address = server.address();
  const held = typeof address === 'object' && address !== null ? address.port : port;
  return { port: held, [Symbol.asyncDispose]: async () => void server.close() };
}

forEachDialect('dashboard', (harness) => {
  test('answers with the documents that the commands print, until Ctrl-C', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }, {}]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    const commands = {
      'status.json': ['status'],
      'quarantine.json': ['quarantine', 'list'],
      [`quarantine/${QUARANTINED}.json`]: ['quarantine', 'show', QUARANTINED],
      [`explain.json?uuid=${QUARANTINED}`]: ['explain', QUARANTINED],
      'quarantine/x.json': ['quarantine', 'show', 'x'],
      'explain.json?uuid=x': ['explain', 'x'],
    };
    const shown = await visited({ apiUrl: api.url }, Object.keys(commands), ...ANY_PORT);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(
      /^The dashboard is at http:\/\/127\.0\.0\.1:\d+\/\. Ctrl-C ends it\.\n$/,
    );
    for (const [index, args] of Object.values(commands).entries()) {
      const { stdout } = await run(...args, '--json');
      expect(shown.answers[index]?.body).toBe(stdout);
    }
  });
});

describe('dashboard', () => {
  const harness = useHarness('sqlite');

  test('is a process that Ctrl-C ends with 0', async () => {
    const { api } = await createDeployment(harness);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const run = startSource(BIN, { arguments: [...ANY_PORT, '--api-db', api.url] });
      await run.waitFor('Ctrl-C ends it.\n');
      run.kill(signal);
      expect(await run.result).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('prints one document with --json', async () => {
    const { api } = await createDeployment(harness);
    const shown = await visited({ apiUrl: api.url }, [''], ...ANY_PORT, '--json');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.json()).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      token: null,
    });
    expect(shown.answers[0]?.body).toContain('<h1>Move of instance groups</h1>');
  });

  test('takes the next port where the usual one is taken, and names one that it was given', async () => {
    const { api } = await createDeployment(harness);
    await using _usual = await holdPort(8_787);
    const { stdout } = await visited({ apiUrl: api.url }, [], 'dashboard');
    expect(stdout).toMatch(/127\.0\.0\.1:(?:878[89]|879[0-6])\//);
    await using held = await holdPort(0);
    const args = ['dashboard', '--port', String(held.port)];
    expect(await cellbridge({ apiUrl: api.url }, ...args)).toMatchObject({
      code: 127,
      stdout: '',
      stderr: `cellbridge: Port ${held.port} of 127.0.0.1 is taken; give another one with --port, or --port 0 for any free one.\n`,
    });
  });

  test('draws a token where others could look, and shows it once, as a link', async () => {
    const { api } = await createDeployment(harness);
    const args = [...ANY_PORT, '--listen', '0.0.0.0'];
    const shown = await visited({ apiUrl: api.url }, ['/status.json'], ...args);
    const [link = ''] = /http:\S+/.exec(shown.stdout) ?? [];
    expect(link).toMatch(/\/login\?token=[\w-]{32}$/);
    expect(shown.stdout).toContain('Whoever has this link can look; it is not shown again.');
    expect(shown.answers).toMatchObject([{ status: 401 }]);
    const followed = await visited({ apiUrl: api.url }, [''], ...args);
    expect(followed.answers).toMatchObject([{ status: 303 }]);
    expect(followed.stdout).not.toContain(link.split('=')[1]);
    const document = await visited({ apiUrl: api.url }, [], ...args, '--json');
    expect(document.json()).toEqual({
      url: expect.stringMatching(/\/$/),
      token: expect.stringMatching(/^[\w-]{32}$/),
    });
  });

  test('takes a token from a file, from standard input or from the variable, and never prints it', async () => {
    const { api } = await createDeployment(harness);
    const folder = await harness.folder();
    await writeFile(join(folder, 'token'), `${TOKEN}\n`, { mode: 0o600 });
    const paths = ['/status.json', `/login?token=${TOKEN}`];
    const ways = [
      { options: {}, args: ['--token', '@token'] },
      { options: { input: `${TOKEN}\n` }, args: ['--token', '-'] },
      { options: { environment: { CELLBRIDGE_DASHBOARD_TOKEN: TOKEN } }, args: [] },
    ];
    for (const { options, args } of ways) {
      const given = { apiUrl: api.url, folder, ...options };
      const { answers, stdout, stderr } = await visited(given, paths, ...ANY_PORT, ...args);
      expect(answers).toMatchObject([{ status: 401 }, { status: 303 }]);
      expect(stdout + stderr).not.toContain(TOKEN);
      expect(stdout).toContain('for whoever has the token');
    }
  });

  test('takes what the variable holds for the token, also where it begins like the name of a file', async () => {
    const { api } = await createDeployment(harness);
    const token = `@${TOKEN}`;
    const given = { apiUrl: api.url, environment: { CELLBRIDGE_DASHBOARD_TOKEN: token } };
    const { answers, stdout, stderr } = await visited(
      given,
      [`/login?token=${encodeURIComponent(token)}`],
      ...ANY_PORT,
    );
    expect(answers).toMatchObject([{ status: 303 }]);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  test.each([
    [['--token', TOKEN], '--token takes @FILE, or - for standard input'],
    [['--token', '-'], '--token gives no token: - is empty.'],
    [['--port', '65536'], '--port is "65536"; give a port from 1 to 65535'],
    [['--listen', '203.0.113.7'], 'no address of this machine'],
    [['--listen', ''], 'no address of this machine'],
  ])('refuses %j', async (args, message) => {
    const { api } = await createDeployment(harness);
    const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...ANY_PORT, ...args);
    expect({ code, stdout }).toEqual({ code: 127, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(TOKEN);
  });

  test('refuses a token that is too short, without printing it', async () => {
    const { api } = await createDeployment(harness);
    const environment = { CELLBRIDGE_DASHBOARD_TOKEN: 'hunter2' };
    const { code, stderr } = await cellbridge({ apiUrl: api.url, environment }, ...ANY_PORT);
    expect(code).toBe(127);
    expect(stderr).toContain('The token has to have 16 characters at least');
    expect(stderr).not.toContain('hunter2');
  });
});

forEachServer('dashboard', (harness) => {
  test('ends at once on Ctrl-C while a database does not answer', async () => {
    const { api } = await createDeployment(harness);
    const asked = defer<void>();
    let isMute = false;
    const onQuestion = (data: Buffer) => {
      if (isMute) asked.resolve();
      return data;
    };
    await using proxy = await startTcpProxy(api.url, { onQuestion });
    const { port } = await holdPort(0).then(async (held) => {
      await held[Symbol.asyncDispose]();
      return held;
    });
    const args = ['dashboard', '--port', String(port), '--api-db', proxy.url, '--json'];
    const run = startSource(BIN, { arguments: args });
    await run.waitFor('"token": null\n}\n');
    proxy.muteServer();
    isMute = true;
    const answer = fetch(`http://127.0.0.1:${port}/status.json`).catch(() => 'cut');
    await asked.promise;
    run.kill('SIGINT');
    const { code, stdout } = await run.result;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ token: null });
    expect(await answer).toBe('cut');
  });
});
