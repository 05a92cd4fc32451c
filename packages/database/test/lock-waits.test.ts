import { existsSync, statSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '@cellbridge/database';
import {
  forEachServer,
  Harness,
  onDialect,
  type RawDatabase,
  runSource,
  startMysql,
} from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createNumbers, insert, openNumbers } from './support/numbers.js';

const WRITER = new URL('./support/write-numbers.ts', import.meta.url);
const WRITE = 'UPDATE numbers SET value = value WHERE value = 1';

async function untilBlocked(raw: RawDatabase): Promise<void> {
  while (!(await raw.isBlocked())) await setTimeout(10);
}

forEachServer('What a transaction asks to learn who waits for it', (harness) => {
  test('tells of somebody who waits', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    const waiting = harness.open(raw.url);
    const lockWaits = database.dialect.createLockWaits();
    await lockWaits?.(database);
    const started = performance.now();
    const { write, waited } = await database.transaction(async (transaction) => {
      await insert(transaction, 1);
      const write = waiting.query('INSERT INTO numbers (value) VALUES (1)').catch(() => {});
      await untilBlocked(raw);
      return { write, waited: await lockWaits?.(transaction) };
    });
    await write;
    expect(waited).toBeGreaterThan(0);
    // Where the time is known, it is that of the wait.
    if (waited !== Number.POSITIVE_INFINITY) {
      expect(waited).toBeLessThan(performance.now() - started);
    }
  });
});

onDialect('postgresql', 'What a transaction asks to learn who waits for it', (harness) => {
  test('tells of nobody who waits for another one', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    await raw.query('INSERT INTO numbers (value) VALUES (1), (2)');
    const holder = harness.open(raw.url);
    const waiting = harness.open(raw.url);
    const lockWaits = database.dialect.createLockWaits();
    await database.transaction(async (transaction) => {
      await transaction.run(sql`update numbers set value = value where value = 2`);
      await holder.beginWriting();
      await holder.query(WRITE);
      const write = waiting.query(WRITE);
      await untilBlocked(raw);
      expect(await lockWaits?.(transaction)).toBe(0);
      await holder.query('COMMIT');
      await write;
    });
  });
});

onDialect('mysql', 'What a transaction asks to learn who waits for it', () => {
  // It is told of every wait on the server, so that needs one of its own.
  test('needs no rights, and tells of nobody where no wait has begun since', async () => {
    const server = await startMysql();
    const harness = new Harness('mysql', { postgresqlUrl: undefined, mysqlUrl: server.url });
    try {
      const raw = await createNumbers(harness);
      await raw.query('INSERT INTO numbers (value) VALUES (1)');
      const { pathname } = new URL(raw.url);
      await raw.query("CREATE USER few IDENTIFIED BY 'few'");
      await raw.query(`GRANT SELECT, UPDATE ON ${pathname.slice(1)}.* TO few`);
      const ofFew = Object.assign(new URL(raw.url), { username: 'few', password: 'few' });
      await using database = await openDatabase(ofFew.href);
      const waiting = harness.open(raw.url);
      const lockWaits = database.dialect.createLockWaits();
      const told: unknown[] = [];
      const { write } = await database.transaction(async (transaction) => {
        const ask = async () => told.push(await lockWaits?.(transaction));
        await transaction.run(sql`update numbers set value = value where value = 1`);
        await ask();
        const write = waiting.query(WRITE);
        await untilBlocked(raw);
        await ask();
        await ask();
        return { write };
      });
      await write;
      expect(told).toEqual([0, Number.POSITIVE_INFINITY, 0]);
    } finally {
      await harness.cleanup();
      await server.stop();
    }
  });
});

onDialect('sqlite', 'What a transaction asks to learn who waits for it', (harness) => {
  /** The file by which another process tells that it waits. */
  const signOf = ({ url }: RawDatabase) => `${url.slice('sqlite:///'.length)}-waiting`;

  test('tells of a transaction of this process, however the file was opened', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    await using other = await openDatabase(raw.url);
    const lockWaits = database.dialect.createLockWaits();
    const { write, told } = await database.transaction(async (transaction) => {
      const none = await lockWaits?.(transaction);
      const write = other.transaction((waiting) => insert(waiting, 1));
      await raw.isBlocked();
      const elsewhere = database.dialect.createLockWaits({ elsewhere: true });
      const told = [none, await lockWaits?.(transaction), await elsewhere?.(transaction)];
      return { write, told };
    });
    await write;
    expect(told).toEqual([0, expect.toSatisfy((waited) => waited > 0), 0]);
    expect(await lockWaits?.(database)).toBe(0);
  });

  test('tells of another process, until that one has its turn', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    const lockWaits = database.dialect.createLockWaits();
    const sign = signOf(raw);
    const { writer, waited } = await database.transaction(async (transaction) => {
      await insert(transaction, 1);
      const writer = runSource(WRITER, { arguments: [raw.url, '2', '1'] });
      while (!existsSync(sign) || Date.now() - statSync(sign).mtimeMs < 5) await setTimeout(1);
      return { writer, waited: await lockWaits?.(transaction) };
    });
    expect(await writer).toMatchObject({ code: 0, stderr: '' });
    expect(waited).toBeGreaterThan(0);
    expect(existsSync(sign)).toBe(false);
    expect(await lockWaits?.(database)).toBe(0);
  });

  test('believes a process that was killed once', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    const lockWaits = database.dialect.createLockWaits();
    const sign = signOf(raw);
    await writeFile(sign, '');
    await utimes(sign, new Date(0), new Date(0));
    const told = [await lockWaits?.(database), await lockWaits?.(database)];
    expect(told).toEqual([expect.toSatisfy((waited) => waited > 1_000), 0]);
  });
});
