import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '@cellbridge/database';
import { forEachServer, onDialect } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createNumbers, insert, openNumbers } from './support/numbers.js';

const WRITE = 'UPDATE numbers SET value = value WHERE value = 1';

forEachServer('The longest wait for a lock of a transaction', (harness) => {
  test('is none where nobody waits, or somebody waits for another one', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    await raw.query('INSERT INTO numbers (value) VALUES (1), (2)');
    const holder = harness.open(raw.url);
    const waiting = harness.open(raw.url);
    await database.transaction(async (transaction) => {
      await transaction.run(sql`update numbers set value = value where value = 2`);
      expect(await transaction.dialect.longestLockWait(transaction)).toBe(0);
      await holder.beginWriting();
      await holder.query(WRITE);
      const write = waiting.query(WRITE);
      while (!(await raw.isBlocked())) await setTimeout(10);
      expect(await transaction.dialect.longestLockWait(transaction)).toBe(0);
      await holder.query('COMMIT');
      await write;
    });
  });

  test('is that of somebody who waits for it', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    const waiting = harness.open(raw.url);
    const { write, waited } = await database.transaction(async (transaction) => {
      await insert(transaction, 1);
      const write = waiting.query('INSERT INTO numbers (value) VALUES (1)').catch(() => {});
      while (!(await raw.isBlocked())) await setTimeout(10);
      return { write, waited: await transaction.dialect.longestLockWait(transaction) };
    });
    await write;
    expect(waited).toBeGreaterThan(0);
  });
});

onDialect('postgresql', 'The longest wait for a lock of a transaction', (harness) => {
  test('is no longer than the transaction', async () => {
    const { raw, database } = await openNumbers(harness);
    await using _ = database;
    const waiting = harness.open(raw.url);
    const started = performance.now();
    await database.transaction(async (transaction) => {
      await insert(transaction, 1);
      waiting.query('INSERT INTO numbers (value) VALUES (1)').catch(() => {});
      while (!(await raw.isBlocked())) await setTimeout(10);
      const waited = await transaction.dialect.longestLockWait(transaction);
      expect(waited).toBeLessThan(performance.now() - started);
    });
  });
});

onDialect('mysql', 'A user who may not see who waits for whom', (harness) => {
  test('is told that somebody may wait for him', async () => {
    const raw = await createNumbers(harness);
    await raw.query('INSERT INTO numbers (value) VALUES (1)');
    const name = new URL(raw.url).pathname.slice(1);
    const user = `few_${name.slice(-20)}`;
    await raw.query(`CREATE USER ${user} IDENTIFIED BY 'few'`);
    await raw.query(`GRANT SELECT, UPDATE ON ${name}.* TO ${user}`);
    const url = Object.assign(new URL(raw.url), { username: user, password: 'few' });
    await using database = await openDatabase(url.href);
    const waiting = harness.open(raw.url);
    const { write, waited } = await database.transaction(async (transaction) => {
      expect(await transaction.dialect.longestLockWait(transaction)).toBe(0);
      await transaction.run(sql`update numbers set value = value where value = 1`);
      const write = waiting.query(WRITE);
      while (!(await raw.isBlocked())) await setTimeout(10);
      return { write, waited: await transaction.dialect.longestLockWait(transaction) };
    });
    await write;
    expect(waited).toBe(Number.POSITIVE_INFINITY);
    await raw.query(`DROP USER ${user}`);
  });
});

onDialect('sqlite', 'A file', (harness) => {
  test('does not tell who waits for it', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const waited = database.transaction((transaction) =>
      transaction.dialect.longestLockWait(transaction),
    );
    expect(await waited).toBeUndefined();
  });
});
