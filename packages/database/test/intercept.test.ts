import { ConnectionError, openDatabase, type Statement } from '@cellbridge/database';
import {
  defer,
  dropConnection,
  forEachDialect,
  holdStatement,
  recordStatements,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { committed, createNumbers, insert, openNumbers, SELECT } from './support/numbers.js';

forEachDialect('The interceptor', (harness) => {
  test('sees every round trip, by connection', async () => {
    const raw = await createNumbers(harness);
    const { intercept, statements } = recordStatements();
    await using database = await openDatabase(raw.url, { intercept });
    await database.all(SELECT);
    statements.length = 0;
    await database.all(SELECT);
    await database.snapshot((reader) => reader.all(SELECT));
    await database.transaction((transaction) => insert(transaction, 1));
    const failing = database.transaction(async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(statements.map(({ text }) => text.split(' ')[0])).toEqual([
      ...['select'],
      ...['begin', 'select', 'commit'],
      ...['begin', 'insert', 'commit'],
      ...['begin', 'rollback'],
    ]);
    for (const { connection, database: name } of statements) {
      expect(connection).toBeGreaterThan(0);
      expect(name).toBe(database.description);
    }
  });

  test.each(['begin', 'insert', 'select', 'commit', 'rollback'])(
    'loses the connection at %s: rolls back, reports it, and the next transaction works',
    async (verb) => {
      const raw = await createNumbers(harness);
      const seen: Statement[] = [];
      const drop = dropConnection(({ text }) => text.startsWith(verb) && text.length > 0);
      let isArmed = false;
      const intercept = (statement: Statement) => {
        seen.push(statement);
        if (isArmed) return drop(statement);
      };
      await using database = await openDatabase(raw.url, { intercept, poolSize: 1 });
      isArmed = true;
      seen.length = 0;
      const bodyError = new Error('The body failed.');
      const attempt = database.transaction(async (transaction) => {
        await insert(transaction, 1);
        await transaction.all(SELECT);
        if (verb === 'rollback') throw bodyError;
      });
      const error = await attempt.catch((error: unknown) => error);
      if (verb === 'rollback') {
        expect(error).toBe(bodyError);
      } else {
        expect(error).toBeInstanceOf(ConnectionError);
        const { cause } = error as ConnectionError;
        expect((cause as Error).message).toBe('The connection was dropped by a test.');
      }
      expect(seen.at(-1)?.text.startsWith(verb)).toBe(true);
      expect(await committed(raw)).toEqual([]);
      await database.transaction((transaction) => insert(transaction, 2));
      expect(await committed(raw)).toEqual([2]);
      expect(new Set(seen.map(({ connection }) => connection)).size).toBe(2);
    },
  );

  test('loses the connection of a single statement', async () => {
    const raw = await createNumbers(harness);
    let isArmed = false;
    const drop = dropConnection(() => isArmed);
    await using database = await openDatabase(raw.url, { intercept: drop });
    isArmed = true;
    await expect(database.all(SELECT)).rejects.toBeInstanceOf(ConnectionError);
    expect(await database.all(SELECT)).toEqual([]);
  });

  test('sends nothing over a lost connection, although the body continues', async () => {
    const { database, raw } = await openNumbers(harness, {
      intercept: dropConnection(({ text }) => text.startsWith('insert')),
    });
    await using _ = database;
    const attempt = database.transaction(async (transaction) => {
      await insert(transaction, 1).catch(() => {});
      await insert(transaction, 2).catch(() => {});
    });
    await expect(attempt).rejects.toBeInstanceOf(ConnectionError);
    expect(await committed(raw)).toEqual([]);
  });

  test('holds a statement until it is released, while others pass', async () => {
    const held = holdStatement(({ text }) => text === 'commit');
    const { database } = await openNumbers(harness, { intercept: held.intercept });
    await using _ = database;
    const writing = database.transaction((transaction) => insert(transaction, 1));
    await held.reached;
    expect(await database.all(SELECT)).toEqual([]);
    held.release();
    await writing;
    expect(await database.all(SELECT)).toEqual([{ value: 1 }]);
  });

  test('keeps concurrent statements in order', async () => {
    const gate = defer<void>();
    const order: string[] = [];
    const intercept = async ({ text }: Statement) => {
      if (text.startsWith('insert')) await gate.promise;
      order.push(text.split(' ')[0] ?? '');
    };
    const { database, raw } = await openNumbers(harness, { intercept });
    await using _ = database;
    order.length = 0;
    const writing = database.transaction(async (transaction) => {
      const inserted = insert(transaction, 1);
      const selected = transaction.all(SELECT);
      gate.resolve();
      await inserted;
      expect(await selected).toEqual([{ value: 1 }]);
    });
    await writing;
    expect(order).toEqual(['begin', 'insert', 'select', 'commit']);
    expect(await committed(raw)).toEqual([1]);
  });
});
