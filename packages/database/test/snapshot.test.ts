import { PermissionError, type Reader } from '@cellbridge/database';
import { defer, forEachConnection } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { committed, insert, openNumbers, SELECT } from './support/numbers.js';

forEachConnection('snapshot', (harness) => {
  test('sees one state, whatever others commit', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    await database.transaction((transaction) => insert(transaction, 1));
    const looked = defer<void>();
    const proceed = defer<void>();
    const reading = database.snapshot(async (reader) => {
      const before = await reader.all(SELECT);
      looked.resolve();
      await proceed.promise;
      return [before, await reader.all(SELECT)];
    });
    await looked.promise;
    await database.transaction((transaction) => insert(transaction, 2));
    proceed.resolve();
    expect(await reading).toEqual([[{ value: 1 }], [{ value: 1 }]]);
    expect(await database.snapshot((reader) => reader.all(SELECT))).toHaveLength(2);
  });

  test('several at once do not wait for each other', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const all = defer<void>();
    let waiting = 0;
    const read = (reader: Reader) => {
      waiting += 1;
      if (waiting === 3) all.resolve();
      return all.promise.then(() => reader.all(SELECT));
    };
    expect(await Promise.all([1, 2, 3].map(() => database.snapshot(read)))).toEqual([[], [], []]);
  });
});

forEachConnection('Readers cannot write', (harness) => {
  const write = sql`insert into numbers (value) values (1) returning value`;

  test('a single statement', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    await expect(database.all(write)).rejects.toBeInstanceOf(PermissionError);
    expect(await committed(raw)).toEqual([]);
  });

  test('a snapshot', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    const attempt = database.snapshot((reader) => reader.all(write));
    await expect(attempt).rejects.toBeInstanceOf(PermissionError);
    expect(await committed(raw)).toEqual([]);
  });
});
