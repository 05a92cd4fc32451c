import { NestedTransactionError } from '@cellbridge/database';
import { defer, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { committed, openNumbers, SELECT } from './support/numbers.js';

forEachDialect('Using the database inside its own transaction', (harness) => {
  test.each(['all', 'transaction', 'snapshot', 'exclusive'] as const)('%s', async (verb) => {
    const { database, raw } = await openNumbers(harness, { poolSize: 1 });
    await using _ = database;
    const uses = {
      all: () => database.all(SELECT),
      transaction: () => database.transaction(async () => {}),
      snapshot: () => database.snapshot(async () => {}),
      exclusive: () => database.exclusive('name', async () => {}),
    };
    for (const outer of [
      (body: () => Promise<unknown>) => database.transaction(body),
      (body: () => Promise<unknown>) => database.snapshot(body),
      (body: () => Promise<unknown>) => database.exclusive('name', body),
    ]) {
      await expect(outer(uses[verb])).rejects.toBeInstanceOf(NestedTransactionError);
    }
    await uses[verb]();
    expect(await committed(raw)).toEqual([]);
  });

  test('close, which would wait for the transaction forever', async () => {
    const { database } = await openNumbers(harness);
    const message = expect.stringMatching(
      /was closed inside one of its own .*; close it afterwards/,
    );
    const refused = { code: 'NESTED_TRANSACTION', message };
    for (const close of [
      () => database.close(),
      async () => await database[Symbol.asyncDispose](),
    ]) {
      await expect(database.transaction(close)).rejects.toMatchObject(refused);
      await expect(database.snapshot(close)).rejects.toMatchObject(refused);
      await expect(database.exclusive('name', close)).rejects.toMatchObject(refused);
    }
    expect(await database.all(SELECT)).toEqual([]);
    const inside = defer<void>();
    const goOn = defer<void>();
    const under = database.transaction(async () => {
      inside.resolve();
      await goOn.promise;
      await database.close();
    });
    await inside.promise;
    const closing = database.close();
    goOn.resolve();
    await expect(under).rejects.toMatchObject(refused);
    await closing;
  });

  test('also through another database, but not after its end', async () => {
    const { database } = await openNumbers(harness);
    const other = await openNumbers(harness);
    await using _ = database;
    await using __ = other.database;
    const ended = defer<void>();
    let late: Promise<unknown> | undefined;
    await database.transaction(async () => {
      await other.database.transaction(async () => {
        await expect(database.all(SELECT)).rejects.toBeInstanceOf(NestedTransactionError);
      });
      await other.database.all(SELECT);
      late = ended.promise.then(() => database.all(SELECT));
    });
    const reads = await other.database.transaction(async () => {
      ended.resolve();
      return await late;
    });
    expect(reads).toEqual([]);
  });
});
