import { readFile } from 'node:fs/promises';
import { openDatabase, type Transaction } from '@cellbridge/database';
import { POOL_MODES, startPgBouncer, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { committed, createNumbers, insert, SELECT } from './support/numbers.js';

/** The settings of a session that nobody has changed. */
const SESSION = `select current_setting('statement_timeout') as statement_timeout,
  current_setting('lock_timeout') as lock_timeout, current_setting('row_security') as row_security,
  current_setting('default_transaction_read_only') as read_only,
  current_setting('default_transaction_isolation') as isolation,
  (select count(*)::integer from pg_prepared_statements where name like 'cellbridge%') as prepared`;

describe.each(POOL_MODES)('Behind PgBouncer, %s pooling', (mode) => {
  const harness = useHarness('postgresql');
  const stops: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  /** Returns the URL of a database through a PgBouncer with so many connections to it. */
  async function throughPgBouncer(direct: string, connections: number): Promise<string> {
    const settings = { default_pool_size: connections };
    const { port, stop } = await startPgBouncer(inject('postgresqlUrl'), mode, settings);
    stops.push(stop);
    const url = new URL(direct);
    url.port = String(port);
    return url.href;
  }

  test('each statement gets the settings that it needs', async () => {
    const raw = await createNumbers(harness);
    const name = new URL(raw.url).pathname.slice(1);
    await raw.query(`ALTER DATABASE ${name} SET datestyle = 'German'`);
    await raw.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    await using database = await openDatabase(await throughPgBouncer(raw.url, 1), {
      readTimeout: 12_000,
      statementTimeout: 34_000,
      lockTimeout: 56_000,
    });
    const query = sql`select timestamp '2024-02-29 23:59:59.1' as at,
      timestamptz '2024-02-29 12:00Z' as at_zone, current_setting('statement_timeout') as statements,
      current_setting('lock_timeout') as locks, current_setting('row_security') as rows,
      current_setting('transaction_read_only') as read_only,
      current_setting('transaction_isolation') as isolation`;
    const settings = {
      at: '2024-02-29 23:59:59.1',
      at_zone: '2024-02-29 12:00:00+00',
      statements: '12s',
      locks: '56s',
      rows: 'off',
      read_only: 'on',
      isolation: 'read committed',
    };
    expect(await database.all(query)).toEqual([settings]);
    expect(await database.snapshot((reader) => reader.all(query))).toEqual([
      { ...settings, isolation: 'repeatable read' },
    ]);
    expect(await database.transaction((transaction) => transaction.all(query))).toEqual([
      { ...settings, read_only: 'off', statements: '34s' },
    ]);
    const writing = sql`insert into numbers values (1) returning value`;
    await expect(database.all(writing)).rejects.toMatchObject({ code: 'PERMISSION' });
  });

  test("respects the URL's options, which PgBouncer refuses", async () => {
    const raw = await createNumbers(harness);
    await raw.query('CREATE SCHEMA nova');
    await raw.query('CREATE TABLE nova.numbers (value integer)');
    await raw.query('INSERT INTO nova.numbers VALUES (7)');
    const url = new URL(await throughPgBouncer(raw.url, 1));
    url.searchParams.set('options', '-c search_path=nova');
    await using database = await openDatabase(url.href);
    expect(await database.all(SELECT)).toEqual([{ value: 7 }]);
  });

  test('leaves nothing in a session for its next user', async () => {
    const raw = await createNumbers(harness);
    const url = await throughPgBouncer(raw.url, 1);
    const before = await askAsOther(url);
    const database = await openDatabase(url);
    await database.all(SELECT);
    await database.transaction((transaction) => insert(transaction, 1));
    await database.close();
    expect(await askAsOther(url)).toEqual(before);
  });

  test('many clients with different statements in different order do not interfere', async () => {
    const raw = await createNumbers(harness);
    const url = await throughPgBouncer(raw.url, mode === 'session' ? 8 : 2);
    const write = async (client: number) => {
      await using database = await openDatabase(url, { poolSize: 2 });
      for (let index = 0; index < 10; index += 1) {
        const value = client * 100 + index;
        const own = sql.raw(`select ${value} as value`);
        expect(await database.all(own)).toEqual([{ value }]);
        const body = async (transaction: Transaction) => {
          await insert(transaction, value);
          expect(await transaction.all(own)).toEqual([{ value }]);
          if (value % 3 === 0) throw new Error('rolled back');
        };
        if (value % 3 !== 0) await database.transaction(body);
        else await expect(database.transaction(body)).rejects.toThrow('rolled back');
      }
    };
    const clients = [1, 2, 3, 4];
    await Promise.all(clients.map(write));
    const values = clients.flatMap((client) =>
      Array.from({ length: 10 }, (_, index) => client * 100 + index),
    );
    expect(await committed(raw)).toEqual(values.filter((value) => value % 3 !== 0));
  });

  test('an index is built without blocking others, while one holds the name', async () => {
    const raw = await createNumbers(harness);
    const url = await throughPgBouncer(raw.url, 8);
    await using database = await openDatabase(url);
    await using other = await openDatabase(url);
    const order: string[] = [];
    const build = async (name: string, by: typeof database) => {
      await by.exclusive('work', async (session) => {
        order.push(`${name} begins`);
        const index = sql.raw(`create index concurrently ${name} on numbers (value)`);
        await session.run(index);
        order.push(`${name} ends`);
      });
    };
    await Promise.all([build('a', database), build('b', other)]);
    expect(order).toHaveLength(4);
    expect(order[0]?.slice(0, 1)).toBe(order[1]?.slice(0, 1));
    const [row] = await raw.query(`SELECT count(*)::integer AS locks FROM pg_locks
      WHERE locktype = 'advisory' AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())`);
    expect(row?.locks).toBe(0);
  });
});

describe("The guide's chapter on PgBouncer", () => {
  test('states how it pools', async () => {
    const guide = await readFile(new URL('../../../docs/operators.md', import.meta.url), 'utf8');
    const rows = guide.matchAll(/^\| PgBouncer, `pool_mode = (\w+)` \| (\w+)/gm);
    expect([...rows].map(([, mode, works]) => [mode, works])).toEqual([
      ...POOL_MODES.map((mode) => [mode, 'yes']),
      ['statement', 'no'],
    ]);
  });

  test('statement pooling is refused when the database is opened', async () => {
    const { port, stop } = await startPgBouncer(inject('postgresqlUrl'), 'statement');
    const url = new URL(inject('postgresqlUrl'));
    url.port = String(port);
    await expect(openDatabase(url.href)).rejects.toThrow('statement pooling mode');
    await stop();
  });
});

/** Returns what another user finds in the session that PgBouncer lends. */
async function askAsOther(url: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(SESSION);
  await client.end();
  return rows;
}
