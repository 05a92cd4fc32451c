import type { Transaction } from '@cellbridge/database';
import { forEachDialect } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { committed, insert, openNumbers, SELECT } from './support/numbers.js';

forEachDialect('exclusive', (harness) => {
  test('lets one at a time work, over several statements and transactions', async () => {
    const { database, raw } = await openNumbers(harness, { poolSize: 4 });
    await using _ = database;
    let inside = 0;
    const work = (value: number) =>
      database.exclusive('work', async (session) => {
        inside += 1;
        expect(inside).toBe(1);
        await session.transaction((transaction: Transaction) => insert(transaction, value));
        await session.run(sql`update numbers set value = value + 10 where value = ${value}`);
        await session.all(SELECT);
        inside -= 1;
      });
    await Promise.all([1, 2, 3, 4].map(work));
    expect(await committed(raw)).toEqual([11, 12, 13, 14]);
  });

  test('lets the next one in after a failure', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const attempt = database.exclusive('work', (session) =>
      session.all(sql`select * from missing`),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'MISSING_TABLE' });
    expect(await database.exclusive('work', (session) => session.all(SELECT))).toEqual([]);
  });
});
