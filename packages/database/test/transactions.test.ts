import { DatabaseError, openDatabase, UniqueViolationError } from '@cellbridge/database';
import { defer, forEachConnection } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { committed, insert, openNumbers, SELECT } from './support/numbers.js';

forEachConnection('transaction', (harness) => {
  test("commits the body's changes, and returns its result", async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    const result = await database.transaction(async (transaction) => {
      await insert(transaction, 1, 2);
      return transaction.all(SELECT);
    });
    expect(result).toEqual([{ value: 1 }, { value: 2 }]);
    expect(await committed(raw)).toEqual([1, 2]);
  });

  test('rolls back when the body rejects, with its error, and the next one works', async () => {
    const { database, raw } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    const error = new Error('The body changed its mind.');
    const attempt = database.transaction(async (transaction) => {
      await insert(transaction, 1);
      throw error;
    });
    await expect(attempt).rejects.toBe(error);
    expect(await committed(raw)).toEqual([]);
    await database.transaction((transaction) => insert(transaction, 2));
    expect(await committed(raw)).toEqual([2]);
  });

  test('counts the changed rows of a statement', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const counts = await database.transaction(async (transaction) => {
      await insert(transaction, 1, 2, 3);
      return [
        await transaction.run(sql`update numbers set value = value + 10 where value > 1`),
        await transaction.run(sql`delete from numbers where value > 100`),
      ];
    });
    expect(counts).toEqual([2, 0]);
  });

  test('fails with the error of a statement, even if the body caught it', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    let later: unknown;
    const attempt = database.transaction(async (transaction) => {
      await insert(transaction, 1);
      await insert(transaction, 1).catch(() => {});
      later = await transaction.all(SELECT).catch((error: unknown) => error);
    });
    await expect(attempt).rejects.toBeInstanceOf(UniqueViolationError);
    expect(later).toBeInstanceOf(DatabaseError);
    expect((later as DatabaseError).cause).toBeInstanceOf(UniqueViolationError);
    expect(await committed(raw)).toEqual([]);
  });

  test('runs concurrent statements one after the other', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    const values = Array.from({ length: 50 }, (_, value) => value);
    await database.transaction(async (transaction) => {
      await Promise.all(values.map((value) => insert(transaction, value)));
    });
    expect(await committed(raw)).toEqual(values);
  });

  test('waits for statements that the body did not await', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    await database.transaction(async (transaction) => {
      void insert(transaction, 1);
    });
    expect(await committed(raw)).toEqual([1]);
    const failing = database.transaction(async (transaction) => {
      insert(transaction, 1).catch(() => {});
    });
    await expect(failing).rejects.toBeInstanceOf(UniqueViolationError);
  });

  test('cannot be used after its end, not even while the next one runs', async () => {
    const { database, raw } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    const kept = await database.transaction(async (transaction) => transaction);
    const table = sql`numbers`;
    const uses: (() => PromiseLike<unknown>)[] = [
      () => kept.all(SELECT),
      () => kept.run(sql`insert into numbers values (1)`),
      () => kept.select({ value: sql`value` }).from(table),
    ];
    await database.transaction(async () => {
      for (const use of uses) await expect(use()).rejects.toThrow(/has ended/);
    });
    for (const use of uses) await expect(use()).rejects.toThrow(/has ended/);
    expect(await committed(raw)).toEqual([]);
  });

  test('shows others nothing before the commit', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const written = defer<void>();
    const proceed = defer<void>();
    const writing = database.transaction(async (transaction) => {
      await insert(transaction, 1);
      written.resolve();
      await proceed.promise;
    });
    await written.promise;
    expect(await database.all(SELECT)).toEqual([]);
    proceed.resolve();
    await writing;
    expect(await database.all(SELECT)).toEqual([{ value: 1 }]);
  });

  test('closing waits for it', async () => {
    const { database, raw } = await openNumbers(harness);
    const begun = defer<void>();
    const proceed = defer<void>();
    const writing = database.transaction(async (transaction) => {
      begun.resolve();
      await proceed.promise;
      await insert(transaction, 1);
    });
    const queued = database.transaction((transaction) => insert(transaction, 2));
    await begun.promise;
    const closing = database.close();
    proceed.resolve();
    await Promise.all([closing, writing, queued]);
    expect(await committed(raw)).toEqual([1, 2]);
  });

  test('transactions on two databases may begin in any order', async () => {
    const first = await openNumbers(harness);
    const second = await openNumbers(harness);
    const both = async (value: number) => {
      await first.database.transaction(async (outer) => {
        await insert(outer, value);
        await second.database.transaction((inner) => insert(inner, value));
      });
    };
    const values = Array.from({ length: 20 }, (_, value) => value);
    await Promise.all(values.map(both));
    expect(await committed(first.raw)).toEqual(values);
    expect(await committed(second.raw)).toEqual(values);
    await Promise.all([first.database.close(), second.database.close()]);
  });
});

forEachConnection('Two opened databases in one place, written to at once', (harness) => {
  test('lose nothing', async () => {
    const { database, raw } = await openNumbers(harness);
    await using first = database;
    await using second = await openDatabase(raw.url);
    const values = Array.from({ length: 40 }, (_, value) => value);
    await Promise.all(
      values.map((value) =>
        (value % 2 ? first : second).transaction((transaction) => insert(transaction, value)),
      ),
    );
    expect(await committed(raw)).toEqual(values);
  });
});
