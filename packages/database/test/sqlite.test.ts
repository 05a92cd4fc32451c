import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { DatabaseBusyError, NotADatabaseError, openDatabase } from '@cellbridge/database';
import { defer, runSource, useHarness } from '@cellbridge/testing';
import Sqlite from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { committed, createNumbers, insert, openNumbers, SELECT } from './support/numbers.js';

describe('sqlite', () => {
  const harness = useHarness('sqlite');
  const fileOf = (url: string) => url.slice('sqlite:///'.length);

  test('twenty writers in four processes lose nothing', async () => {
    const raw = await createNumbers(harness);
    const writers = Array.from({ length: 20 }, (_, index) => index);
    const write = (writer: number) =>
      runSource(new URL('./support/write-numbers.ts', import.meta.url), {
        arguments: [raw.url, String(writer * 10), '10'],
      });
    const inProcesses = writers.slice(0, 4).map(write);
    await using database = await openDatabase(raw.url);
    const values = writers.slice(4).flatMap((writer) => numbersOf(writer));
    await Promise.all(
      values.map((value) => database.transaction((transaction) => insert(transaction, value))),
    );
    for (const { code, stderr } of await Promise.all(inProcesses)) {
      expect([code, stderr]).toEqual([0, '']);
    }
    expect(await committed(raw)).toEqual(writers.flatMap((writer) => numbersOf(writer)));
  });

  // A process that closes any descriptor of a file loses its POSIX locks on it.
  test('SQLite alone opens a file that this process has open', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    await rename(fileOf(raw.url), `${fileOf(raw.url)}.moved`);
    await writeFile(fileOf(raw.url), 'What is looked at is found to be no database.');
    await using second = await openDatabase(raw.url, { create: true });
    expect(second.description).toBe(database.description);
  });

  test('transactions run in the order in which they came', async () => {
    const { database, raw } = await openNumbers(harness);
    await using _ = database;
    await using second = await openDatabase(raw.url);
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        (index % 2 ? database : second).transaction(async (transaction) => {
          order.push(index);
          await insert(transaction, index);
        }),
      ),
    );
    expect(order).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });

  test("waits for another process's lock until lockTimeout, then it is busy", async () => {
    const raw = await createNumbers(harness);
    const other = new Sqlite(fileOf(raw.url));
    await using database = await openDatabase(raw.url, { lockTimeout: 200 });
    await database.transaction((transaction) => insert(transaction, 1));
    other.exec('begin immediate');
    const error = await database
      .transaction((transaction) => insert(transaction, 2))
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DatabaseBusyError);
    expect(error).toMatchObject({ isRetryable: true });
    expect(await database.all(SELECT)).toEqual([{ value: 1 }]);
    other.exec('rollback');
    await database.transaction((transaction) => insert(transaction, 3));
    expect(await committed(raw)).toEqual([1, 3]);
    other.close();
  });

  test("waits for another process's lock without blocking this one", async () => {
    const raw = await createNumbers(harness);
    const other = new Sqlite(fileOf(raw.url));
    await using database = await openDatabase(raw.url);
    other.exec('begin immediate');
    const writing = database.transaction((transaction) => insert(transaction, 1));
    expect(await database.all(SELECT)).toEqual([]);
    other.exec('commit');
    await writing;
    expect(await committed(raw)).toEqual([1]);
    other.close();
  });

  test('also waits for a file that others use before it has a log', async () => {
    const raw = await createNumbers(harness);
    const other = new Sqlite(fileOf(raw.url));
    await using database = await openDatabase(raw.url);
    other.exec('begin exclusive');
    const reading = database.all(SELECT);
    const writing = database.transaction((transaction) => insert(transaction, 1));
    const snapshot = database.snapshot((reader) => reader.all(sql`select 1 from numbers`));
    other.exec('commit');
    // In either order: the reader sees the file before the write, or after it.
    expect([[], [{ value: 1 }]]).toContainEqual(await reading);
    await Promise.all([writing, snapshot]);
    expect(await committed(raw)).toEqual([1]);
    other.close();
  });

  test('timers run during a loop of statements', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    let hasFired = false;
    setTimeout(() => {
      hasFired = true;
    }, 1);
    for (let count = 0; count < 100_000 && !hasFired; count += 1) await database.all(SELECT);
    expect(hasFired).toBe(true);
  });

  test('a long transaction makes those behind it busy after lockTimeout', async () => {
    const { database, raw } = await openNumbers(harness);
    await using impatient = await openDatabase(raw.url, { lockTimeout: 100 });
    const proceed = defer<void>();
    const begun = defer<void>();
    const lasting = database.transaction(async (transaction) => {
      begun.resolve();
      await proceed.promise;
      await insert(transaction, 1);
    });
    await begun.promise;
    const attempt = impatient.transaction((transaction) => insert(transaction, 2));
    await expect(attempt).rejects.toBeInstanceOf(DatabaseBusyError);
    const queued = database.transaction((transaction) => insert(transaction, 3));
    proceed.resolve();
    await Promise.all([lasting, queued]);
    await impatient.transaction((transaction) => insert(transaction, 4));
    expect(await committed(raw)).toEqual([1, 3, 4]);
    await database.close();
  });

  test('two transactions that wait for each other end, and one of them succeeds', async () => {
    const first = await openNumbers(harness, { lockTimeout: 300 });
    const second = await openNumbers(harness);
    const bothIn = defer<void>();
    let inside = 0;
    const nest = (outer: typeof first, inner: typeof first) =>
      outer.database.transaction(async (transaction) => {
        await insert(transaction, 1);
        inside += 1;
        if (inside === 2) bothIn.resolve();
        await bothIn.promise;
        await inner.database.transaction((inner) => insert(inner, 2));
      });
    const outcomes = await Promise.allSettled([nest(first, second), nest(second, first)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await Promise.all([first.database.close(), second.database.close()]);
  });

  test('writes like Nova: foreign keys unchecked; with a log that is synced', async () => {
    const raw = harness.open(await harness.createDatabaseUrl());
    await raw.query('CREATE TABLE parents (id integer PRIMARY KEY)');
    await raw.query('CREATE TABLE children (parent integer REFERENCES parents (id))');
    await using database = await openDatabase(raw.url);
    const pragmas = await database.transaction(async (transaction) => {
      await transaction.run(sql`insert into children values (7)`);
      return [
        await transaction.all(sql`pragma journal_mode`),
        await transaction.all(sql`pragma synchronous`),
      ];
    });
    expect(pragmas).toEqual([[{ journal_mode: 'wal' }], [{ synchronous: 2 }]]);
  });

  test('a damaged file is reported as such', async () => {
    const { database, raw } = await openNumbers(harness);
    await database.close();
    await raw.close();
    const file = fileOf(raw.url);
    const { writeFileSync } = await import('node:fs');
    const content = readFileSync(file);
    content.fill(0xff, 100);
    writeFileSync(file, content);
    await using damaged = await openDatabase(raw.url);
    await expect(damaged.all(SELECT)).rejects.toBeInstanceOf(NotADatabaseError);
  });
});

function numbersOf(writer: number): number[] {
  return Array.from({ length: 10 }, (_, index) => writer * 10 + index);
}
