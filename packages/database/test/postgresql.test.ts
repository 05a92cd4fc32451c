import { createHash } from 'node:crypto';
import {
  ConnectionError,
  DatabaseBusyError,
  openDatabase,
  SerializationError,
} from '@cellbridge/database';
import { defer, startTcpProxy, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { committed, createNumbers, insert, openNumbers, SELECT } from './support/numbers.js';

describe('postgresql', () => {
  const harness = useHarness('postgresql');

  test("has its own settings from the first statement on, whatever the server's are", async () => {
    const raw = await createNumbers(harness);
    const { pathname } = new URL(raw.url);
    for (const setting of [
      "datestyle = 'German'",
      "timezone = 'Asia/Kathmandu'",
      "default_transaction_isolation = 'serializable'",
      'default_transaction_read_only = on',
      "statement_timeout = '2s'",
    ]) {
      await raw.query(`ALTER DATABASE ${pathname.slice(1)} SET ${setting}`);
    }
    await using database = await openDatabase(raw.url, { poolSize: 1, lockTimeout: 1_234.5 });
    const [row] = await database.all<{
      at: string;
      at_zone: string;
      n: number;
      settings: string[];
    }>(
      sql`select timestamp '2024-02-29 23:59:59.1' as at, timestamptz '2024-02-29 12:00Z' as at_zone,
        count(*) as n, json_build_array(current_setting('statement_timeout'),
          current_setting('lock_timeout'), current_setting('application_name'),
          current_setting('idle_in_transaction_session_timeout')) as settings`,
    );
    expect(row).toEqual({
      at: '2024-02-29 23:59:59.1',
      at_zone: '2024-02-29 12:00:00+00',
      n: 1,
      settings: ['1min', '1235ms', 'cellbridge', '5min'],
    });
    const isolation = sql`select current_setting('transaction_isolation') as level`;
    expect(
      await database.transaction(async (transaction) => {
        await insert(transaction, 1);
        return transaction.all(isolation);
      }),
    ).toEqual([{ level: 'read committed' }]);
    expect(await database.snapshot((reader) => reader.all(isolation))).toEqual([
      { level: 'repeatable read' },
    ]);
  });

  test("respects the URL's options and name besides its own", async () => {
    const url = new URL(await harness.createDatabaseUrl());
    url.searchParams.set('options', '-c search_path=pg_catalog -c datestyle=German');
    url.searchParams.set('application_name', 'nova');
    await using database = await openDatabase(url.href);
    const query = sql`select current_setting('search_path') as path,
      current_setting('application_name') as name, current_setting('datestyle') as style`;
    expect(await database.all(query)).toMatchObject([
      { path: 'pg_catalog', name: 'nova', style: expect.stringMatching(/^ISO/) },
    ]);
  });

  test('refuses options that are no settings', async () => {
    const url = new URL(await harness.createDatabaseUrl());
    url.searchParams.set('options', '-c datestyle=German -d 5');
    await expect(openDatabase(url.href)).rejects.toThrow('"-d" is none');
  });

  test('reports an error for rows that a policy hides, instead of no rows', async () => {
    const raw = await createNumbers(harness);
    await raw.query('INSERT INTO numbers VALUES (1)');
    const role = `tenant_${new URL(raw.url).pathname.slice(1)}`;
    await raw.query(`CREATE ROLE ${role} LOGIN PASSWORD 'tenant'`);
    await raw.query(`ALTER TABLE numbers OWNER TO ${role}`);
    await raw.query('ALTER TABLE numbers ENABLE ROW LEVEL SECURITY');
    const url = new URL(raw.url);
    [url.username, url.password] = [role, 'tenant'];
    await using database = await openDatabase(url.href);
    expect(await database.all(SELECT)).toEqual([{ value: 1 }]);
    await raw.query('ALTER TABLE numbers FORCE ROW LEVEL SECURITY');
    const ways = [
      () => database.all(SELECT),
      () => database.snapshot((reader) => reader.all(SELECT)),
      () => database.transaction((transaction) => insert(transaction, 2)),
    ];
    for (const way of ways) {
      await expect(way()).rejects.toMatchObject({
        code: 'PERMISSION',
        message: expect.stringContaining('no force row level security'),
      });
    }
    await raw.query('ALTER TABLE numbers NO FORCE ROW LEVEL SECURITY');
    expect(await database.all(SELECT)).toEqual([{ value: 1 }]);
    await raw.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER`);
    await raw.query(`DROP ROLE ${role}`);
  });

  test('a statement is prepared with a digest of its text as its name, the same in every process', async () => {
    const url = await harness.createDatabaseUrl();
    await using database = await openDatabase(url, { poolSize: 1 });
    for (const number of [20, 10]) await database.all(sql.raw(`select ${number}`));
    const own = sql`select name, statement from pg_prepared_statements
      where statement ~ '^select [0-9]+$' order by statement`;
    const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 40);
    expect(await database.all(own)).toEqual(
      ['select 1', 'select 10', 'select 20'].map((statement) => ({
        name: `cellbridge_${digest(statement)}`,
        statement,
      })),
    );
  });

  test('a session whose prepared statements somebody removes no longer prepares', async () => {
    const { database } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    await database.all(SELECT);
    await database.all(sql`deallocate all`);
    await expect(database.all(SELECT)).rejects.toBeInstanceOf(ConnectionError);
    expect(await database.all(SELECT)).toEqual([]);
    expect(await database.all(sql`select name from pg_prepared_statements`)).toEqual([]);
  });

  test('a commit that the server answers with ROLLBACK is an error', async () => {
    const raw = await createNumbers(harness);
    await using proxy = await startTcpProxy(raw.url, { onQuestion: endOtherwise });
    const database = await openDatabase(proxy.url);
    const error = await database
      .transaction((transaction) => insert(transaction, 1))
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain(
      'answered ROLLBACK to a commit. Nothing was written',
    );
    expect(await committed(raw)).toEqual([]);
    await database.close();
  });

  test('waits for a lock until lockTimeout', async () => {
    const { database } = await openNumbers(harness, { lockTimeout: 200 });
    await using _ = database;
    await database.transaction((transaction) => insert(transaction, 1));
    await database.transaction(async (holder) => {
      await holder.run(sql`update numbers set value = 2`);
      await using other = await openDatabase(await urlOf(database.description), {
        lockTimeout: 200,
      });
      const attempt = other.transaction((transaction) =>
        transaction.run(sql`update numbers set value = 3`),
      );
      await expect(attempt).rejects.toBeInstanceOf(DatabaseBusyError);
    });
    expect(await database.all(SELECT)).toEqual([{ value: 2 }]);
  });

  test('one of two transactions in a deadlock is told to try again', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    await database.transaction((transaction) => insert(transaction, 1, 2));
    const bothHold = defer<void>();
    let holding = 0;
    const change = (first: number, second: number) =>
      database.transaction(async (transaction) => {
        await transaction.run(sql`update numbers set value = value where value = ${first}`);
        holding += 1;
        if (holding === 2) bothHold.resolve();
        await bothHold.promise;
        await transaction.run(sql`update numbers set value = value where value = ${second}`);
      });
    const outcomes = await Promise.allSettled([change(1, 2), change(2, 1)]);
    const reasons = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(reasons).toEqual([expect.any(SerializationError)]);
  });

  test('callers wait for a free connection; after too long, the database is busy', async () => {
    const { database, raw } = await openNumbers(harness, { poolSize: 2 });
    await using _ = database;
    const reads = Array.from({ length: 50 }, () => database.all(SELECT));
    expect((await Promise.all(reads)).flat()).toEqual([]);

    await using impatient = await openDatabase(raw.url, { poolSize: 2, connectTimeout: 2_000 });
    const bothHold = defer<void>();
    const proceed = defer<void>();
    let holding = 0;
    const holders = [1, 2].map(() =>
      impatient.snapshot(async () => {
        holding += 1;
        if (holding === 2) bothHold.resolve();
        await proceed.promise;
      }),
    );
    await bothHold.promise;
    await expect(impatient.all(SELECT)).rejects.toBeInstanceOf(DatabaseBusyError);
    proceed.resolve();
    await Promise.all(holders);
    expect(await impatient.all(SELECT)).toEqual([]);
  });

  test('a connection that the server ended is replaced', async () => {
    const { database, raw } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    const lost = defer<void>();
    const attempt = database.transaction(async (transaction) => {
      const [row] = await transaction.all<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await insert(transaction, 1);
      await raw.query('SELECT pg_terminate_backend(?, 5000)', row?.pid ?? 0);
      lost.resolve();
      await insert(transaction, 2);
    });
    const error = await attempt.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(await committed(raw)).toEqual([]);
    expect(await database.all(SELECT)).toEqual([]);
    const [{ pid } = { pid: 0 }] = await database.all<{ pid: number }>(
      sql`select pg_backend_pid() as pid`,
    );
    await raw.query('SELECT pg_terminate_backend(?, 5000)', pid);
    await database.all(SELECT).catch((error: unknown) => {
      expect(error).toBeInstanceOf(ConnectionError);
    });
    expect(await database.all(SELECT)).toEqual([]);
  });

  test('a connection that was left in a transaction is not lent again', async () => {
    const { database } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    const backend = sql`select pg_backend_pid() as pid`;
    const [before] = await database.all<{ pid: number }>(backend);
    await database.all(sql`begin`);
    const [after] = await database.all<{ pid: number }>(backend);
    expect(after?.pid).not.toBe(before?.pid);
  });

  test('a lost answer to a commit is a lost connection with an unknown outcome', async () => {
    const raw = await createNumbers(harness);
    let isArmed = false;
    await using proxy = await startTcpProxy(raw.url, {
      onAnswer: (proxy, data) => {
        if (!isArmed || !data.includes('COMMIT')) return;
        proxy.muteServer();
        proxy.cut();
      },
    });
    const database = await openDatabase(proxy.url);
    isArmed = true;
    const error = await database
      .transaction((transaction) => insert(transaction, 1))
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as ConnectionError).message).toContain('is not known');
    expect(await committed(raw)).toEqual([1]);
    await database.close();
  });

  test('an unanswered commit says that it may have happened', async () => {
    const raw = await createNumbers(harness);
    await using proxy = await startTcpProxy(raw.url);
    const database = await openDatabase(proxy.url, {
      statementTimeout: 50,
      intercept: ({ text }) => {
        if (text === 'commit') proxy.muteServer();
      },
    });
    const insert = sql`insert into numbers values (1)`;
    const writing = database.transaction((transaction) => transaction.run(insert));
    await expect(writing).rejects.toThrow('Whether the transaction was committed is not known.');
    await database.close();
  });

  test('a statement still works after its table has changed', async () => {
    const { database, raw } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    const all = sql`select * from numbers`;
    expect(await database.all(all)).toEqual([]);
    await raw.query('ALTER TABLE numbers ADD COLUMN other integer');
    await expect(database.all(all)).rejects.toBeInstanceOf(ConnectionError);
    expect(await database.all(all)).toEqual([]);
  });

  /** Returns the URL of a database by its description, which has no password. */
  async function urlOf(description: string): Promise<string> {
    const url = new URL(await harness.createDatabaseUrl());
    url.pathname = new URL(description).pathname;
    return url.href;
  }
});

/** Replaces a commit with a rollback, like a name that another process has prepared. */
function endOtherwise(data: Buffer): Buffer {
  return data.equals(query('commit')) ? query('rollback') : data;
}

function query(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length + 5);
  return Buffer.concat([Buffer.from('Q'), length, Buffer.from(`${text}\0`)]);
}
