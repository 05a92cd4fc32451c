import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  AuthenticationError,
  CellbridgeError,
  ConnectionError,
  DatabaseNotFoundError,
  InvalidUrlError,
  NotADatabaseError,
  openDatabase,
  UnsupportedSchemeError,
} from '@cellbridge/database';
import { forEachDialect, startTcpProxy, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { insert, openNumbers } from './support/numbers.js';

async function failure(url: string, options = {}): Promise<CellbridgeError> {
  const error = await openDatabase(url, options).catch((error: unknown) => error);
  if (CellbridgeError.isInstance(error)) return error;
  throw new Error(`Opening did not fail as it should: ${error}`);
}

describe('openDatabase refuses', () => {
  test.each([
    '',
    'nova.sqlite',
    'host=localhost password=secret dbname=nova',
    'sqlite://',
    'sqlite:///',
    'sqlite://relative.db',
    'sqlite:///:memory:',
    'sqlite:///a\0b',
    'postgresql://',
    'postgresql://host',
    'postgresql://nova:secret@host/',
    'postgresql://nova:secret',
    'postgresql://nova:se@c/ret@host/nova',
    'postgresql://nova:secret@host/nova?charset=utf8',
    'postgresql://nova:secret@host:port/nova',
    'postgresql://nova:%E0%A4secret@host/nova',
    'postgresql://nova:secret@host/nova?sslmode=perhaps',
    'postgresql://nova:secret@host/nova?sslrootcert=/nowhere/root.crt',
  ])('the URL %j', async (url) => {
    const error = await failure(url);
    expect(error).toBeInstanceOf(InvalidUrlError);
    expect(error).toMatchObject({ code: 'INVALID_URL', isRetryable: false });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/sec\/?ret|c\/ret/);
  });

  test.each([
    '{scheme}://{username}:{password}@{hostname}:{port}/nova_cell0?{query}',
    'postgresql+psycopg2://nova:{password}@{hostname}/nova_cell1',
    'postgresql://{username1}:secret@db/{path}',
    'mysql+pymysql://{username}:secret@host/nova',
  ])("Nova's template %j, and says where to fill it in", async (url) => {
    const error = await failure(url);
    expect(error).toBeInstanceOf(InvalidUrlError);
    expect(error.message).toContain('nova.conf');
    expect(error.message).not.toContain('secret');
  });

  test.each(['oracle+oracledb://nova:secret@host/nova', 'http://host/nova'])(
    'the scheme of %j',
    async (url) => {
      const error = await failure(url);
      expect(error).toBeInstanceOf(UnsupportedSchemeError);
      expect(error.message).not.toContain('secret');
    },
  );
});

forEachDialect('openDatabase refuses', (harness) => {
  const limit = /is .*; give a number of milliseconds, 0 or above, or Infinity\.$/;
  const count = /^The option poolSize is .*; give a whole number above 0\.$/;
  test.each<[options: unknown, message: RegExp]>([
    [null, /^The options are null; give an object\.$/],
    [5, /^The options are 5; give an object\.$/],
    ...[0, -1.5, 2.5, Number.NaN, Number.POSITIVE_INFINITY, 'x', null].map(
      (poolSize) => [{ poolSize }, count] as [unknown, RegExp],
    ),
    ...['connectTimeout', 'statementTimeout', 'readTimeout', 'lockTimeout'].flatMap((name) =>
      [-1, Number.NaN, '5', null].map((value) => [{ [name]: value }, limit] as [unknown, RegExp]),
    ),
    [{ lockTimeout: '5' }, /^The option lockTimeout is "5"; give a number/],
    [{ intercept: 5 }, /^The option intercept is 5; give a function\.$/],
    [{ create: 'no' }, /^The option create is "no"; give true or false\.$/],
    [{ tls: 'secret' }, /^The option tls is string; give an object\.$/],
    [{ tls: null }, /^The option tls is null; give an object\.$/],
  ])('the options %j', async (options, message) => {
    const error = await failure(await harness.createDatabaseUrl(), options as object);
    expect(error).toMatchObject({
      name: 'InvalidOptionError',
      code: 'INVALID_OPTION',
      message: expect.stringMatching(message),
    });
  });

  test('a time limit of a snapshot that is no number', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl(), {
      connectTimeout: Number.POSITIVE_INFINITY,
      lockTimeout: 0,
    });
    const reading = database.snapshot(async () => {}, { statementTimeout: Number.NaN });
    await expect(reading).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('openDatabase on sqlite', () => {
  const harness = useHarness('sqlite');

  test('a missing file: names the remedy and creates nothing', async () => {
    const folder = await harness.folder();
    const error = await failure(`sqlite:///${folder}/missing/nova.sqlite`);
    expect(error).toBeInstanceOf(DatabaseNotFoundError);
    expect(error.message).toMatch(/missing\/nova\.sqlite.*Correct the URL/);
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });

  test('create makes the file and its folder, and keeps existing ones', async () => {
    const url = `sqlite:///${await harness.folder()}/made/deep/nova.sqlite`;
    for (const expected of [0, 1]) {
      await using database = await openDatabase(url, { create: true });
      await database.transaction((transaction) =>
        transaction.run(sql`create table if not exists t (value integer)`),
      );
      expect(await database.all(sql`select count(*) as n from t`)).toEqual([{ n: expected }]);
      await database.transaction((transaction) => transaction.run(sql`insert into t values (1)`));
    }
  });

  test('a folder, a file of another kind, a file in the way', async () => {
    const folder = await harness.folder();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'text'), 'This is no database, however long it may be.');
    writeFileSync(join(folder, 'short'), 'SQLite');
    for (const name of ['folder', 'text', 'short']) {
      expect(await failure(`sqlite:///${folder}/${name}`)).toBeInstanceOf(NotADatabaseError);
    }
    const inTheWay = `sqlite:///${folder}/text/nova.sqlite`;
    expect(await failure(inTheWay)).toBeInstanceOf(DatabaseNotFoundError);
    expect(await failure(inTheWay, { create: true })).toBeInstanceOf(DatabaseNotFoundError);
  });

  test('opening, reading and closing do not change a file', async () => {
    const url = await harness.createDatabaseUrl();
    await harness.open(url).query('CREATE TABLE t (id integer)');
    const file = url.slice('sqlite:///'.length);
    const before = readFileSync(file);
    await using database = await openDatabase(url, { create: true });
    expect(await database.all(sql`select * from t`)).toEqual([]);
    await database.snapshot((reader) => reader.all(sql`select * from t`));
    await database.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    const folder = await harness.folder();
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(`${file}-`))).toEqual(
      [],
    );
  });

  test('the log of the writes is merged into the file at the end', async () => {
    const { database, raw } = await openNumbers(harness);
    await raw.close();
    await database.transaction((transaction) => insert(transaction, 1));
    await database.close();
    const file = raw.url.slice('sqlite:///'.length);
    expect([existsSync(file), existsSync(`${file}-wal`)]).toEqual([true, false]);
  });
});

describe('openDatabase on postgresql', () => {
  const harness = useHarness('postgresql');

  async function urlWith(change: (url: URL) => void): Promise<string> {
    const url = new URL(await harness.createDatabaseUrl());
    change(url);
    return url.href;
  }

  test('a wrong password or user', async () => {
    const wrongPassword = await urlWith((url) => {
      url.password = 'wrong%20horse';
    });
    const error = await failure(wrongPassword);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain('postgresql://postgres:***@127.0.0.1');
    const wrongUser = await urlWith((url) => {
      url.username = 'nobody';
    });
    expect(await failure(wrongUser)).toBeInstanceOf(AuthenticationError);
    const noPassword = await urlWith((url) => {
      url.password = '';
    });
    expect(await failure(noPassword)).toBeInstanceOf(AuthenticationError);
  });

  test('no password: leaves no connection open', { timeout: 20_000 }, async () => {
    await using proxy = await startTcpProxy(await harness.createDatabaseUrl());
    const url = new URL(proxy.url);
    url.password = '';
    expect(await failure(url.href)).toBeInstanceOf(AuthenticationError);
    await proxy.quiet();
  });

  test('a missing database', async () => {
    const url = await urlWith((url) => {
      url.pathname = '/missing';
    });
    const error = await failure(url);
    expect(error).toBeInstanceOf(DatabaseNotFoundError);
    expect(error.message).toContain('"missing" does not exist');
  });

  test('a port without a listener', async () => {
    const url = await urlWith((url) => {
      url.port = '1';
    });
    const error = await failure(url);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ isRetryable: true, cause: { code: 'ECONNREFUSED' } });
  });

  test.each(['postgres', 'postgresql+psycopg2', 'POSTGRESQL'])('the scheme %s', async (scheme) => {
    const url = (await harness.createDatabaseUrl()).replace('postgresql', scheme);
    await using database = await openDatabase(url);
    expect(await database.all(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });
});

forEachDialect('An opened database', (harness) => {
  test('describes itself without its password', async () => {
    const url = await harness.createDatabaseUrl();
    await using database = await openDatabase(url);
    expect(database.description).toBe(url.replace(/:[^:@/]+@/, ':***@'));
  });

  test('accepts nothing after close, and can be closed again', async () => {
    const { database } = await openNumbers(harness);
    await Promise.all([database.close(), database.close()]);
    const closed = { code: 'CLOSED', message: expect.stringMatching(/is closed; open it again/) };
    await expect(database.all(sql`select 1`)).rejects.toMatchObject(closed);
    await expect(database.transaction(async () => {})).rejects.toMatchObject(closed);
    await expect(database.snapshot(async () => {})).rejects.toMatchObject(closed);
    await expect(database.exclusive('x', async () => {})).rejects.toMatchObject(closed);
    await database.close();
  });
});

describe('A silent server is given up', () => {
  test.each(['postgresql', 'mysql'])('by %s, after connectTimeout', async (scheme) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `${scheme}://nova:secret@127.0.0.1:${(server.address() as { port: number }).port}/nova`;
    let hasPatience = true;
    const patient = failure(`${url}?connect_timeout=0`).finally(() => {
      hasPatience = false;
    });
    expect(await failure(url, { connectTimeout: 300 })).toBeInstanceOf(ConnectionError);
    expect(hasPatience).toBe(true);
    for (const socket of sockets) socket.destroy();
    expect(await patient).toBeInstanceOf(ConnectionError);
    server.close();
  });
});
