import { openDatabase, type Transaction } from '@cellbridge/database';
import { startPostgresql } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('A standby', () => {
  let server: Awaited<ReturnType<typeof startPostgresql>>;
  beforeAll(async () => {
    server = await startPostgresql({}, { isStandby: true });
  });
  afterAll(() => server.stop());

  test('can be read', async () => {
    await using database = await openDatabase(server.url);
    expect(await database.all(sql`select pg_is_in_recovery() as is_standby`)).toEqual([
      { is_standby: true },
    ]);
    const one = sql`select 1 as one`;
    expect(await database.snapshot((reader) => reader.all(one))).toEqual([{ one: 1 }]);
  });

  test('refuses writes, and says what it is', async () => {
    await using database = await openDatabase(server.url);
    const create = (transaction: Transaction) => transaction.run(sql`create table a (b integer)`);
    const ways = [
      () => database.transaction(create),
      () => database.exclusive('work', (session) => session.transaction(create)),
    ];
    for (const way of ways) {
      await expect(way()).rejects.toMatchObject({
        code: 'PERMISSION',
        isRetryable: false,
        message: expect.stringContaining(
          'This server is a standby, which only reads; name the primary in the URL.',
        ),
      });
    }
  });
});
