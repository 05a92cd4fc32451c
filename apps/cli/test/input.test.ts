import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

describe('input that makes no sense', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellbridge-input-'));
    await writeFile(
      join(folder, 'text.sqlite'),
      'this is no database, but a text that is long enough',
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    [['db', 'online-data-migrations', '--max-count', '0'], 'whole number above 0'],
    [['db', 'online-data-migrations', '--max-count', '-1'], 'whole number above 0'],
    [['db', 'online-data-migrations', '--max-count', 'abc'], 'whole number above 0'],
    [['db', 'online-data-migrations', '--max-count', '1.5'], 'whole number above 0'],
    [['db', 'online-data-migrations', '--batch-size', '0'], 'whole number above 0'],
    [['db', 'archive-deleted-rows', '--max-rows', '0'], 'whole number above 0'],
    [['db', 'archive-deleted-rows', '--before', 'May'], 'such as 2026-01-31 or 2026-01-31T12:00'],
    [['db', 'archive-deleted-rows', '--before', '2026-02-30'], 'give a date or a time in UTC'],
    [['db', 'archive-deleted-rows', '--before', '2026-02-03T24:01'], 'give a date or a time'],
    [['quarantine', 'resolve', 'x', '--keep', 'both'], 'api, cell or merge'],
    [['quarantine', 'resolve', 'x'], "'--keep <SIDE>' not specified"],
    [['group', 'create', 'x', '--rule', 'y'], 'max_server_per_host=3'],
    [['group', 'show'], `Missing required argument 'group'. See "cellbridge group show --help".`],
    [['help', 'nonsense'], `Unknown command 'nonsense'. See "cellbridge --help".`],
    [['nonsense'], `Unknown command 'nonsense'. See "cellbridge --help".`],
    [['status', '--nonsense'], `Unknown option '--nonsense'. See "cellbridge status --help".`],
    [['group'], 'No subcommand given. See "cellbridge group --help".'],
    [[], 'No subcommand given. See "cellbridge --help".'],
    [['status', '--api-db', 'nonsense'], 'is not a database URL'],
    [['status', '--api-db', 'sqlite://nonsense'], 'does not name a file'],
    [['status', '--api-db', 'postgresql://localhost'], 'does not name a database'],
    [['status', '--api-db', 'oracle+oracledb://u:secret@h/d'], '"oracle" are not supported'],
    [
      ['status', '--api-db', 'sqlite:////nowhere/at/all.sqlite'],
      '"cellbridge api-db sync" makes an API database',
    ],
    [['status', '--api-db', 'sqlite:////'], 'is not a SQLite database'],
  ])('%j', async (args, reason) => {
    const result = await cellbridge({ folder }, ...args);
    expect(result.stderr).toContain(reason);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result).toMatchObject({ code: 127, stdout: '' });
    expect(result.stderr).not.toContain('secret');
  });

  test('a file that is no database is left as it is', async () => {
    const apiUrl = `sqlite:///${join(folder, 'text.sqlite')}`;
    for (const args of [['status'], ['api-db', 'sync'], ['group', 'list']]) {
      const result = await cellbridge({ apiUrl }, ...args);
      expect(result.code).toBe(127);
      expect(result.stderr).toContain('is not a SQLite database');
    }
    expect(await readdir(folder)).toEqual(['text.sqlite']);
  });

  test('with --json an error is a document too', async () => {
    const result = await cellbridge({ folder }, 'status', '--json', '--api-db', 'nonsense');
    expect(result).toMatchObject({ code: 127, stderr: '' });
    expect(result.json()).toMatchObject({ error: { code: 'INVALID_URL' } });
  });

  test('the API database comes from the option, the environment, a config file, in this order', async () => {
    const config = join(folder, 'cellbridge.config.json');
    await writeFile(config, JSON.stringify({ apiDb: 'sqlite:////from/config.sqlite' }));
    const environment = { CELLBRIDGE_API_DB: 'sqlite:////from/environment.sqlite' };
    const run = (...args: string[]) => cellbridge({ folder, environment }, 'status', ...args);
    expect((await run('--api-db', 'sqlite:////from/option.sqlite')).stderr).toContain(
      '/from/option',
    );
    expect((await run()).stderr).toContain('/from/environment');
    expect((await cellbridge({ folder }, 'status')).stderr).toContain('/from/config');
    await writeFile(config, '{');
    expect((await cellbridge({ folder }, 'status')).stderr).toContain('is not valid JSON');
    await rm(config);
  });

  test('without a word of where the API database is, nothing is made, and it is said how to name it', async () => {
    const calls = [
      ...['status', 'status --check', 'api-db version', 'db sync', 'db version', 'db verify'],
      ...[
        'db online-data-migrations',
        'db recover',
        'db reverse --cell cell1',
        'db archive-deleted-rows',
        'cell list',
        'group list',
        'quarantine list',
      ],
    ];
    const before = await readdir(folder);
    for (const call of calls) {
      const { code, stderr } = await cellbridge({ folder }, ...call.split(' '));
      expect({ call, code }).toEqual({ call, code: 127 });
      expect(stderr).toContain('No API database given: use --api-db URL');
    }
    expect(await readdir(folder)).toEqual(before);
  });
});

forEachDialect('input that a deployment refuses', (harness) => {
  test('without tables, each command says what to run', async () => {
    const apiUrl = await harness.createDatabaseUrl();
    for (const args of [['status'], ['group', 'list'], ['db', 'sync'], ['cell', 'list']]) {
      const result = await cellbridge({ apiUrl }, ...args);
      expect(result.code).toBe(127);
      expect(result.stderr).toContain('cellbridge api-db sync');
    }
  });

  test('a name, a uuid, a cell and a group that are none', async () => {
    const { api } = await createDeployment(harness);
    const run = async (...args: string[]) => {
      const result = await cellbridge({ apiUrl: api.url }, ...args);
      expect(result.code).toBe(127);
      return result.stderr;
    };
    expect(await run('group', 'create', 'x'.repeat(256))).toContain('255 at most');
    expect(await run('group', 'create', 'x', '--uuid', '123')).toContain('is not a uuid');
    expect(await run('group', 'delete', '123')).toContain('is not a uuid');
    expect(await run('db', 'online-data-migrations', '--cell', 'x')).toContain('there are: cell1');
    expect(await run('quarantine', 'show', 'x')).toContain('not in quarantine');
    expect(await api.groups()).toEqual([]);
  });
});
