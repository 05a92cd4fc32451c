import { DatabaseTimeoutError, type Reader } from '@cellbridge/database';
import { recordStatements, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { committed, insert, openNumbers, SELECT } from './support/numbers.js';

/** Longer than any limit here. */
const ENDLESS = sql`select pg_sleep(600)`;

/** The running statements of the database on the server, except this query. */
const ACTIVE = `SELECT query FROM pg_stat_activity WHERE datname = current_database()
  AND state <> 'idle' AND pid <> pg_backend_pid()`;

describe('Time limits of statements on postgresql', () => {
  const harness = useHarness('postgresql');
  const limitOf = async (reader: Pick<Reader, 'all'>) => {
    const query = sql`select current_setting('statement_timeout') as "limit"`;
    const [row] = await reader.all<{ limit: string }>(query);
    return row?.limit;
  };
  const processOf = (reader: Pick<Reader, 'all'>) => reader.all(sql`select pg_backend_pid()`);

  test('the server ends a slow read, and its connection stays usable', async () => {
    const { database, raw } = await openNumbers(harness, { readTimeout: 200, poolSize: 1 });
    await using _ = database;
    const before = await processOf(database);
    for (const read of [
      () => database.all(ENDLESS),
      () => database.snapshot((reader) => reader.all(ENDLESS)),
    ]) {
      await expect(read()).rejects.toBeInstanceOf(DatabaseTimeoutError);
      expect(await raw.query(ACTIVE)).toEqual([]);
    }
    expect(await processOf(database)).toEqual(before);
  });

  test('a transaction with a slow statement is rolled back, and its connection stays usable', async () => {
    const options = { statementTimeout: 200, readTimeout: 60_000, poolSize: 1 };
    const { database, raw } = await openNumbers(harness, options);
    await using _ = database;
    const before = await processOf(database);
    const attempt = database.transaction(async (transaction) => {
      await insert(transaction, 1);
      await transaction.all(ENDLESS);
    });
    await expect(attempt).rejects.toBeInstanceOf(DatabaseTimeoutError);
    expect(await raw.query(ACTIVE)).toEqual([]);
    expect(await committed(raw)).toEqual([]);
    expect(await processOf(database)).toEqual(before);
  });

  test('closing waits for an abandoned read only as long as its limit', async () => {
    const { database, raw } = await openNumbers(harness, { readTimeout: 200 });
    const read = expect(database.all(ENDLESS)).rejects.toBeInstanceOf(DatabaseTimeoutError);
    const start = performance.now();
    await database.close();
    expect(performance.now() - start).toBeLessThan(30_000);
    await read;
    expect(await raw.query(ACTIVE)).toEqual([]);
  });

  test('each kind has its own, without effect on the others', async () => {
    const options = { readTimeout: 2_000, statementTimeout: 3_000, poolSize: 1 };
    const { database } = await openNumbers(harness, options);
    await using _ = database;
    const endless = { statementTimeout: Number.POSITIVE_INFINITY };
    const limits = [
      await limitOf(database),
      await database.transaction(limitOf),
      await database.snapshot(limitOf),
      await database.snapshot(limitOf, { statementTimeout: 4_000.5 }),
      await database.snapshot(limitOf, endless),
      await database.exclusive('work', limitOf),
      await database.exclusive('work', (session) => session.transaction(limitOf)),
      await limitOf(database),
    ];
    expect(limits).toEqual(['2s', '3s', '2s', '4001ms', '0', '0', '0', '2s']);
  });

  test("without a limit, the server's default limit does not count either", async () => {
    const endless = Number.POSITIVE_INFINITY;
    const { database, raw } = await openNumbers(harness, {
      statementTimeout: endless,
      lockTimeout: endless,
      poolSize: 1,
    });
    await using _ = database;
    const name = new URL(raw.url).pathname.slice(1);
    await raw.query(`ALTER DATABASE ${name} SET statement_timeout = '5s'`);
    await raw.query(`ALTER DATABASE ${name} SET lock_timeout = 1`);
    await database.exclusive('renews the connection', limitOf);
    const lockLimit = sql`select current_setting('lock_timeout') as "limit"`;
    expect(await limitOf(database)).toBe('0');
    expect(await database.all(lockLimit)).toEqual([{ limit: '0' }]);
  });

  test('a transaction outlasts the limit of reads, and an unlimited snapshot any limit', async () => {
    const { database } = await openNumbers(harness, { readTimeout: 100, statementTimeout: 60_000 });
    const { database: brief } = await openNumbers(harness, { statementTimeout: 100 });
    // Also the time after which a silent server is given up, five seconds later.
    const long = sql`select 1 as done from pg_sleep(5.5)`;
    const outcomes = await Promise.all([
      database.transaction((transaction) => transaction.all(long)),
      brief.snapshot((reader) => reader.all(long), { statementTimeout: Number.POSITIVE_INFINITY }),
    ]);
    expect(outcomes).toEqual([[{ done: 1 }], [{ done: 1 }]]);
    await Promise.all([database.close(), brief.close()]);
  });

  test('are sent with the begin: no round trip of their own, and no prepared begin or end', async () => {
    const { intercept, statements } = recordStatements();
    const options = { intercept, readTimeout: 1_000, statementTimeout: 2_000, poolSize: 1 };
    const { database } = await openNumbers(harness, options);
    await using _ = database;
    statements.length = 0;
    await database.transaction((transaction) => transaction.all(SELECT));
    await database.snapshot((reader) => reader.all(SELECT), { statementTimeout: 3_000 });
    await database.transaction(() => Promise.reject(new Error('no'))).catch(() => {});
    expect(statements.map(({ text }) => text)).toEqual([
      'begin isolation level read committed read write; set local statement_timeout = 2000',
      'select value from numbers order by value',
      'commit',
      'begin isolation level repeatable read read only; set local statement_timeout = 3000',
      'select value from numbers order by value',
      'commit',
      'begin isolation level read committed read write; set local statement_timeout = 2000',
      'rollback',
    ]);
    const prepared = sql`select statement from pg_prepared_statements
      where statement ~ '^(begin|commit|rollback)'`;
    expect(await database.all(prepared)).toEqual([]);
  });
});
