import { ConnectionError, type DialectName, openDatabase } from '@cellbridge/database';
import { forEachServer, startTcpProxy } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createNumbers, SELECT } from './support/numbers.js';

const SLOW: Readonly<Partial<Record<DialectName, string>>> = {
  postgresql: 'select 3 as number from pg_sleep(6)',
  mysql: 'select 3 as number from (select sleep(6)) slept',
};
const WITHOUT_LIMIT = { statementTimeout: Number.POSITIVE_INFINITY };

forEachServer('A server that falls silent', (harness) => {
  test('is given up', async () => {
    const raw = await createNumbers(harness);
    await using proxy = await startTcpProxy(raw.url);
    const database = await openDatabase(proxy.url, {
      connectTimeout: 1_000,
      statementTimeout: 1_000,
    });
    proxy.muteServer();
    await expect(database.all(SELECT)).rejects.toBeInstanceOf(ConnectionError);
    await database.close();
  });

  test.each(['select 2', 'commit'])(
    'is given up by a statement without a limit: %s',
    async (last) => {
      const raw = await createNumbers(harness);
      await using proxy = await startTcpProxy(raw.url);
      const database = await openDatabase(proxy.url, {
        connectTimeout: 1_000,
        readTimeout: 50,
        intercept: ({ text }) => {
          if (text === last) proxy.muteServer();
        },
      });
      const reading = database.snapshot((reader) => reader.all(sql.raw('select 2')), WITHOUT_LIMIT);
      await expect(reading).rejects.toBeInstanceOf(ConnectionError);
      await database.close();
    },
  );

  test('is waited for by a statement without a limit while it answers others', async () => {
    const raw = await createNumbers(harness);
    await using database = await openDatabase(raw.url, { readTimeout: 50 });
    const slow = sql.raw(SLOW[harness.dialect] ?? '');
    const reading = database.snapshot((reader) => reader.all(slow), WITHOUT_LIMIT);
    expect(await reading).toEqual([{ number: 3 }]);
  });
});
