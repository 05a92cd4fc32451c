import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { type CliOptions, cellbridge } from './run.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const URL_TYPED = 'postgresql://nova:s3cret@127.0.0.1:1/nova';

/** Runs a command as people and as programs do, and holds what it prints against the password. */
async function expectNoSecret(options: CliOptions, ...args: string[]): Promise<string> {
  const environment = { CELLBRIDGE_DEBUG: '1', ...options.environment };
  const plain = await cellbridge({ ...options, environment }, ...args);
  const document = await cellbridge({ ...options, environment }, ...args, '--json');
  const shown = plain.stdout + plain.stderr + document.stdout + document.stderr;
  expect(shown).not.toContain('s3cret');
  expect(plain.code).toBe(document.code);
  return plain.stderr;
}

describe('a password is not shown', () => {
  test.each([
    [[URL_TYPED]],
    [['status', URL_TYPED]],
    [['group', URL_TYPED]],
    [[`--api-db${URL_TYPED}`, 'status']],
    [['db', 'online-data-migrations', '--max-count', URL_TYPED]],
    [['quarantine', 'resolve', 'x', '--keep', URL_TYPED]],
    [['group', 'create', 'x', '--rule', URL_TYPED]],
    [['status', '--api-db', URL_TYPED]],
    [['status', '--nova-connection', URL_TYPED]],
    [[`--nova-connection${URL_TYPED}`, 'status']],
    [['status', '--nova-connection', 'postgresql://nova:2024/s3cret@db/nova']],
    [['status', '--api-db', 'postgresql://nova:s3cret@127.0.0.1:99999/nova']],
    [['status', '--api-db', 'postgresql//nova:s3cret@db/nova']],
    [['status', '--api-db', 'mysql+pymysql://nova:s3cret@db/nova']],
    [['status', '--api-db', 'postgresql://nova:s3cret@/nova?sslmode=nonsense']],
    [['status', '--api-db', 'postgresql://nova:p@s3cret@db/nova']],
    [['status', '--api-db', 'postgresql://nova:p@ss?s3cret=1@db/nova']],
    [['status', '--api-db', 'postgresql://no/va:s3cret@db/nova']],
    [['status', '--api-db', 'postgresql://nova:2024/s3cret@127.0.0.1:1/nova']],
    [['status', '--api-db', 'postgresql://db/nova?passwd=s3cret']],
  ])('typed as %j', async (args) => {
    expect(await expectNoSecret({}, ...args)).toContain('cellbridge: ');
  });

  test.each([
    ['{ "apiDb": postgresql://nova:s3cret@db/nova }', 'is not valid JSON'],
    ['{ "apiDb": "postgresql://nova:s3cret', 'is not valid JSON'],
    ['s3cret', 'is not valid JSON'],
    ['"postgresql://nova:s3cret@db/nova"', 'does not say where the API database is'],
    ['null', 'does not say where the API database is'],
    ['[]', 'does not say where the API database is'],
    ['{ "apiDb": { "password": "s3cret" } }', 'does not say where the API database is'],
  ])('in a config file that holds %j', async (text, cause) => {
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-config-'));
    await writeFile(join(folder, '.cellbridgerc'), text);
    expect(await expectNoSecret({ folder }, 'status')).toContain(cause);
    await rm(folder, { recursive: true });
  });
});

describe('cells whose passwords hold characters that mean something in a URL', () => {
  const harness = useHarness('sqlite');
  const passwords = [
    '2024/s3cret',
    's3cret/ter',
    's3cret#ter',
    's3cret?ter',
    '100%s3cret',
    'p@s3cret',
  ];

  test('are shown without them, also where the error is kept', async () => {
    const { api } = await createDeployment(harness);
    const mappings = passwords.map((password, index) => ({
      uuid: `5e0f0000-0000-4000-8000-00000000001${index}`,
      name: `odd${index}`,
      url: `postgresql+psycopg2://nova:${password}@127.0.0.1:1/nova_${index}`,
    }));
    await api.addCellMappings(mappings);
    for (const args of [['cell', 'list'], ['status'], ['db', 'online-data-migrations']]) {
      await expectNoSecret({ apiUrl: api.url }, ...args);
    }
    const listed = await cellbridge({ apiUrl: api.url }, 'cell', 'list', '--json');
    const databases = listed.json<{ name: string; database: string }[]>();
    for (const [index, password] of passwords.entries()) {
      const { database } = databases.find(({ name }) => name === `odd${index}`) ?? {};
      expect(database).toBe(
        password.includes('@')
          ? 'a URL that cannot be read'
          : `postgresql://nova:***@127.0.0.1:1/nova_${index}`,
      );
    }
    const kept = await harness.open(api.url).query('SELECT last_error FROM cellbridge_progress');
    expect(kept.filter(({ last_error }) => last_error !== null)).toHaveLength(passwords.length);
    expect(JSON.stringify(kept)).not.toMatch(/s3cret|ter@/);
  });
});

describe('on PostgreSQL', () => {
  const harness = useHarness('postgresql');

  test('a wrong password, and a cell with one, are named without it', async () => {
    const { api } = await createDeployment(harness);
    const wrong = new URL(api.url);
    wrong.password = 's3cret';
    const elsewhere = new URL(wrong);
    elsewhere.pathname = '/elsewhere';
    const cause = await expectNoSecret({ apiUrl: wrong.href }, 'status');
    expect(cause).toContain('password');
    expect((await cellbridge({ apiUrl: wrong.href }, 'status')).code).toBe(127);

    const create = ['cell', 'create', '--name', 'x', '--database-connection', elsewhere.href];
    await expectNoSecret({ apiUrl: api.url }, ...create);
    expect((await cellbridge({ apiUrl: api.url }, ...create)).code).toBe(127);
    expect((await cellbridge({ apiUrl: api.url }, ...create, '--no-check')).code).toBe(0);
    for (const args of [['cell', 'list'], ['status'], ['db', 'sync'], ['group', 'list']]) {
      await expectNoSecret({ apiUrl: api.url }, ...args);
    }
    await expectNoSecret({ apiUrl: api.url }, 'db', 'online-data-migrations');
  });

  test.each(['ro', 'a', 'postgres', '1', '***', 'p@ss/w:rd %', "it's %41"])(
    'a password %j changes no word of what is said, and is in no URL',
    async (password) => {
      const { api, cell } = await createDeployment(harness);
      const url = new URL(cell.raw.url);
      url.username = `reader_${url.pathname.slice(1)}`;
      url.password = encodeURIComponent(password);
      const role = `CREATE ROLE ${url.username} LOGIN PASSWORD`;
      await api.raw.query(`${role} '${password.replaceAll("'", "''")}'`);
      await api.raw.query('UPDATE cell_mappings SET database_connection = ?', url.href);

      const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
      const shown: string[] = [];
      for (const args of [['db', 'online-data-migrations'], ['status'], ['cell', 'list']]) {
        for (const options of [[], ['--json']]) {
          const { stdout, stderr } = await run(...args, ...options);
          shown.push(stdout + stderr);
        }
      }
      const [row] = await api.raw.query('SELECT last_error FROM cellbridge_progress');
      const lastError = String(row?.last_error);
      const [moved, , status] = shown;
      for (const text of [moved, status, lastError]) {
        expect(text).toContain('may not select instance_groups');
      }
      url.password = '***';
      expect(lastError).toContain(url.href);
      const all = [...shown, lastError].join('\n').replaceAll(url.href, '');
      for (const form of [password, encodeURIComponent(password)]) {
        expect(all).not.toContain(`:${form}@`);
      }
      await api.raw.query(`DROP ROLE ${url.username}`);
    },
  );

  test.each([
    'postgresql://no@va:s3cret@h/db',
    'postgresql://nova:s3 cret@h/db',
    'postgresql:/nova:s3cret@h/db',
    'nova:s3cret@h/db',
  ])('a cell is listed without what %s may hold', async (url) => {
    const { api } = await createDeployment(harness);
    await api.addCellMappings([{ uuid: UUID, name: 'odd', url }]);
    for (const options of [[], ['--json']]) {
      const { stdout } = await cellbridge({ apiUrl: api.url }, 'cell', 'list', ...options);
      expect(stdout).toContain('odd');
      expect(stdout).not.toContain('cret');
    }
  });

  test('what a database holds does not steer the terminal', async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups([{ name: 'a\u001b[31mb\nc\u009bd' }]);
    const listed = await cellbridge({ apiUrl: api.url }, 'group', 'list');
    expect(listed.stdout).toContain('a [31mb c d');
    const [group] = (await cellbridge({ apiUrl: api.url }, 'group', 'list', '--json')).json<
      { uuid: string; name: string }[]
    >();
    expect(group?.name).toBe('a\u001b[31mb\nc\u009bd');
    const shown = await cellbridge({ apiUrl: api.url }, 'group', 'show', group?.uuid ?? '');
    expect(shown.stdout).toContain('a [31mb c d\n');
  });
});
