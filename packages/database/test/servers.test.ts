import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthenticationError,
  ConnectionError,
  type Database,
  openDatabase,
} from '@cellbridge/database';
import { startPostgresql, startTcpProxy, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';

const isEncrypted = sql`select ssl as on from pg_stat_ssl where pid = pg_backend_pid()`;

/** Returns a URL with these servers, and without the other settings of their URLs. */
function urlOf(url: string, servers: readonly string[]): string {
  const { username, password, pathname } = new URL(url);
  const hosts = servers.map((server) => `host=${server}`).join('&');
  return `postgresql://${username}:${password}@${pathname}?${hosts}`;
}

async function failure(url: string): Promise<Error> {
  return await openDatabase(url).then(
    () => new Error('It was opened.'),
    (error: Error) => error,
  );
}

describe('Several servers', () => {
  const harness = useHarness('postgresql');

  test('are tried in order', async () => {
    const url = await harness.createDatabaseUrl();
    const { host } = new URL(url);
    await using database = await openDatabase(urlOf(url, ['127.0.0.1:1', host]));
    expect(await database.all(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test('are all named if none can be reached', async () => {
    const url = await harness.createDatabaseUrl();
    const error = await failure(urlOf(url, ['127.0.0.1:1', 'localhost:2']));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toMatch(/None of the servers.*127\.0\.0\.1:1: .*REFUSED.*localhost:2: /);
  });

  test('one that refuses the password ends the search', async () => {
    const url = new URL(await harness.createDatabaseUrl());
    url.password = 'wrong';
    const error = await failure(urlOf(url.href, [url.host, '127.0.0.1:1']));
    expect(error).toBeInstanceOf(AuthenticationError);
  });

  test('if the current one goes away, the next takes over', async () => {
    const url = await harness.createDatabaseUrl();
    await using second = await startTcpProxy(url);
    const first = await startTcpProxy(url);
    const servers = [new URL(first.url).host, new URL(second.url).host];
    await using database = await openDatabase(urlOf(url, servers));
    await first[Symbol.asyncDispose]();
    expect(await answerOf(database)).toEqual([{ one: 1 }]);
  });

  /** Running statements and idle connections are lost with a server that goes away. */
  async function answerOf(database: Database): Promise<unknown> {
    try {
      return await database.all(sql`select 1 as one`);
    } catch (error) {
      if (!ConnectionError.isInstance(error)) throw error;
      return await answerOf(database);
    }
  }

  test('target_session_attrs skips a standby', { timeout: 120_000 }, async () => {
    const another = await startPostgresql();
    try {
      const urls = [await harness.createDatabaseUrl(), another.url].map((url) => new URL(url));
      const [standby = '', primary = ''] = urls.map(({ host }) => host);
      const name = urls[0]?.pathname.slice(1);
      await harness.open(another.url).query(`CREATE DATABASE ${name}`);
      // The first one reports that it is a standby.
      const raw = harness.open(String(urls[0]));
      await raw.query('CREATE SCHEMA shadow');
      await raw.query(`CREATE FUNCTION shadow.pg_is_in_recovery() RETURNS boolean
        LANGUAGE sql AS 'SELECT true'`);
      await raw.query(`ALTER DATABASE ${name} SET search_path = shadow, pg_catalog`);
      const passwords = join(await harness.folder(), 'passwords');
      const lines = urls.map(({ host, password }) => `${host}:*:postgres:${password}\n`);
      await writeFile(passwords, lines.join(''), { mode: 0o600 });
      const urlFor = (servers: readonly string[], query: string) => {
        const hosts = servers.map((server) => `host=${server}`).join('&');
        return `postgresql://postgres@/${name}?${hosts}&passfile=${passwords}${query}`;
      };
      const portOf = async (query: string) => {
        await using database = await openDatabase(urlFor([standby, primary], query));
        const rows = await database.all<{ port: number }>(sql`select inet_server_port() as port`);
        return `127.0.0.1:${rows[0]?.port}`;
      };
      expect(await portOf('')).toBe(standby);
      expect(await portOf('&target_session_attrs=any')).toBe(standby);
      expect(await portOf('&target_session_attrs=primary')).toBe(primary);
      expect(await portOf('&target_session_attrs=read-write')).toBe(primary);
      const alone = await failure(urlFor([standby], '&target_session_attrs=read-write'));
      expect(alone).toBeInstanceOf(ConnectionError);
      expect(alone.message).toContain('It is a standby; target_session_attrs asks for a primary.');
    } finally {
      await another.stop();
    }
  });
});

describe('pg_hba.conf', () => {
  test.each([
    ['hostssl', { disable: 'AUTHENTICATION_FAILED', allow: true, prefer: true }],
    ['hostnossl', { prefer: false, allow: false, require: 'AUTHENTICATION_FAILED' }],
  ])('that has %s only', { timeout: 120_000 }, async (kind, expected) => {
    const server = await startPostgresql();
    try {
      await admitOnly(kind, server.url);
      for (const [mode, outcome] of Object.entries(expected)) {
        const opening = openDatabase(`${server.url}?sslmode=${mode}`);
        const database = await opening.catch((error: { code: string }) => error.code);
        if (typeof database === 'string') {
          expect([mode, database]).toEqual([mode, outcome]);
          continue;
        }
        expect([mode, await database.all(isEncrypted)]).toEqual([mode, [{ on: outcome }]]);
        await database.close();
      }
    } finally {
      await server.stop();
    }
  });

  /** Writes the file, and waits until the server admits nobody over the other way. */
  async function admitOnly(kind: string, url: string): Promise<void> {
    const other = kind === 'hostssl' ? 'disable' : 'require';
    const database = await openDatabase(`${url}?sslmode=prefer`);
    await database.transaction(async (transaction) => {
      const rows = await transaction.all<{ file: string }>(
        sql`select current_setting('hba_file') as file`,
      );
      const copy = `copy (select '${kind} all all all password') to '${rows[0]?.file}'`;
      await transaction.run(sql.raw(copy));
      await transaction.run(sql`select pg_reload_conf()`);
    });
    await database.close();
    while ((await failure(`${url}?sslmode=${other}`)).message === 'It was opened.') {
      // The server reads the file with a delay.
    }
  }
});
