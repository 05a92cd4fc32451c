import { DatabaseBusyError, openDatabase, type Transaction } from '@cellbridge/database';
import {
  defer,
  forEachConnection,
  openRaw,
  startPostgresql,
  useHarness,
} from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { WAITING_REASONS } from './dialects/waiting-reasons.js';
import { committed, createNumbers, insert, openNumbers, SELECT } from './support/numbers.js';

forEachConnection('exclusive', (harness) => {
  test('lets one caller work at a time, over several statements and transactions', async () => {
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

  test('ends with its work, even if the signal aborts later', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    const end = new AbortController();
    const work = database.exclusive(
      'work',
      async (session) => {
        await session.transaction((transaction: Transaction) => insert(transaction, 1));
        return 'done';
      },
      { signal: end.signal },
    );
    expect(await work.finally(() => end.abort())).toBe('done');
    expect(await committed(raw)).toEqual([1]);
  });

  test('does not abort cleaning up', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    const end = new AbortController();
    const work = database.exclusive(
      'work',
      async (session) => {
        await session.cleanUp(async ({ run }) => {
          end.abort(new Error('Enough.'));
          await run(sql`insert into numbers (value) values (7)`);
        });
        await session.all(SELECT);
      },
      { signal: end.signal },
    );
    const outcome = await work.then(
      () => 'done',
      (error: Error) => error.message,
    );
    // SQLite waits for nothing, and a failure rolls back everything: there is nothing to clean up.
    const { concurrentWriters } = database.dialect;
    expect(outcome).toBe(concurrentWriters ? 'Enough.' : 'done');
    expect(await committed(raw)).toEqual(concurrentWriters ? [7] : []);
  });

  test('lets the next caller in after a failure', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const attempt = database.exclusive('work', (session) =>
      session.all(sql`select * from missing`),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'MISSING_TABLE' });
    expect(await database.exclusive('work', (session) => session.all(SELECT))).toEqual([]);
  });

  test('waits longer than lockTimeout, and reports once who it waits for', async () => {
    const raw = await createNumbers(harness);
    await using first = await openDatabase(raw.url);
    await using second = await openDatabase(raw.url, { lockTimeout: 100 });
    const told = defer<void>();
    const reasons: string[] = [];
    const onWait = (reason: string) => {
      reasons.push(reason);
      told.resolve();
    };
    const waiting = await first.exclusive('work', async (session) => {
      const waiting = second.exclusive('work', (session) => session.all(SELECT), { onWait });
      await told.promise;
      await session.transaction((transaction) => insert(transaction, 1));
      return { waiting };
    });
    expect(await waiting.waiting).toEqual([{ value: 1 }]);
    expect(reasons).toEqual([expect.stringMatching(WAITING_REASONS[harness.dialect])]);
  });
});

describe('exclusive on sqlite', () => {
  const harness = useHarness('sqlite');

  test('also waits for another process; a later transaction has its limit again', async () => {
    const { database, raw } = await openNumbers(harness, { lockTimeout: 100 });
    await using _ = database;
    const told = defer<string>();
    await raw.query('BEGIN IMMEDIATE');
    const waiting = database.exclusive('work', (session) => session.all(SELECT), {
      onWait: told.resolve,
    });
    expect(await told.promise).toBe('Waiting for another process that has locked the file.');
    await raw.query('COMMIT');
    expect(await waiting).toEqual([]);
    await raw.query('BEGIN IMMEDIATE');
    const impatient = database.transaction((transaction) => insert(transaction, 1));
    await expect(impatient).rejects.toBeInstanceOf(DatabaseBusyError);
    await raw.query('COMMIT');
  });
});

describe('exclusive on postgresql', () => {
  const harness = useHarness('postgresql');

  test('names the transaction whose lock it waits for, even if the pool has one connection', async () => {
    const raw = await createNumbers(harness);
    const url = new URL(raw.url);
    url.searchParams.set('application_name', 'backup');
    await using holder = await openDatabase(url.href);
    await using database = await openDatabase(raw.url, { lockTimeout: 100, poolSize: 1 });
    const told = defer<string>();
    const lock = sql`lock table numbers`;
    const waiting = await holder.transaction(async (transaction) => {
      await transaction.run(lock);
      const waiting = database.exclusive(
        'work',
        (session) => session.transaction((transaction) => transaction.run(lock)),
        { onWait: told.resolve },
      );
      expect(await told.promise).toMatch(
        /^Waiting for a transaction of user \w+ \(backup, process \d+\), open since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/,
      );
      return { waiting };
    });
    await waiting.waiting;
  });

  test('does not block readers while it waits for a lock', async () => {
    const raw = await createNumbers(harness);
    await using holder = await openDatabase(raw.url);
    await using reader = await openDatabase(raw.url, { lockTimeout: 5_000 });
    await using database = await openDatabase(raw.url);
    const told = defer<string>();
    const { adding } = await holder.transaction(async (transaction) => {
      await transaction.all(SELECT);
      const adding = database.exclusive(
        'work',
        (session) =>
          session.transaction((transaction) =>
            transaction.run(sql`alter table numbers add column other integer`),
          ),
        { onWait: told.resolve },
      );
      await told.promise;
      expect(await reader.all(SELECT)).toEqual([]);
      return { adding };
    });
    await adding;
  });

  test('also aborts while the server has no connection left', async () => {
    const raw = await createNumbers(harness);
    const { name, url } = await harness.createRole(raw.url);
    await using database = await openDatabase(url, { connectTimeout: 600_000 });
    await raw.query(`ALTER ROLE ${name} CONNECTION LIMIT 0`);
    const signal = AbortSignal.abort(new Error('Interrupted.'));
    const waiting = database.exclusive('work', (session) => session.all(SELECT), { signal });
    await expect(waiting).rejects.toThrow('Interrupted.');
  });

  test('names a prepared transaction, which has no process', async () => {
    const server = await startPostgresql({ max_prepared_transactions: '1' });
    const raw = openRaw(server.url);
    await raw.query('CREATE TABLE numbers (value integer)');
    for (const statement of ['BEGIN', 'LOCK TABLE numbers', `PREPARE TRANSACTION 'other'`]) {
      await raw.query(statement);
    }
    const database = await openDatabase(server.url);
    const told = defer<string>();
    const waiting = database.exclusive('work', (session) => session.all(SELECT), {
      onWait: told.resolve,
    });
    expect(await told.promise).toContain('Waiting for a prepared transaction;');
    await raw.query(`COMMIT PREPARED 'other'`);
    expect(await waiting).toEqual([]);
    await database.close();
    await raw.close();
    await server.stop();
  });
});
