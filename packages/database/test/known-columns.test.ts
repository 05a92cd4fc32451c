import { MissingTableError, openDatabase } from '@cellbridge/database';
import { forEachDialect, recordStatements } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { createNumbers } from './support/numbers.js';

const ADD = 'ALTER TABLE numbers ADD COLUMN note text';

forEachDialect('A column that a later release adds', (harness) => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const openRecorded = async () => {
    const raw = await createNumbers(harness);
    const { intercept, statements } = recordStatements();
    const database = await openDatabase(raw.url, { intercept });
    statements.length = 0;
    return { raw, database, statements };
  };

  test('is looked up only once if it exists', async () => {
    const { database, statements } = await openRecorded();
    await using _ = database;
    expect(await database.hasColumn('numbers', 'value')).toBe(true);
    expect(statements).toHaveLength(1);
    expect(await database.hasColumn('numbers', 'value')).toBe(true);
    expect(await database.transaction((inside) => inside.hasColumn('numbers', 'value'))).toBe(true);
    expect(await database.snapshot((inside) => inside.hasColumn('numbers', 'value'))).toBe(true);
    const texts = statements.slice(1).map(({ text }) => text);
    expect(texts.filter((text) => !/^(begin|commit)/.test(text))).toEqual([]);
  });

  test('is noticed within ten seconds after an upgrade, by a transaction at once', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { raw, database, statements } = await openRecorded();
    await using _ = database;
    const has = () => database.hasColumn('numbers', 'note');
    expect([await has(), await has()]).toEqual([false, false]);
    expect(statements).toHaveLength(1);
    vi.advanceTimersByTime(10_001);
    expect(await has()).toBe(false);
    expect(statements).toHaveLength(2);

    await raw.query(ADD);
    expect(await has()).toBe(false);
    vi.advanceTimersByTime(10_001);
    expect(await has()).toBe(true);

    await using other = await openDatabase(raw.url);
    expect(await other.hasColumn('numbers', 'note')).toBe(true);
  });

  test('is looked up in each transaction until it exists', async () => {
    const { raw, database } = await openRecorded();
    await using _ = database;
    const inside = () => database.transaction((reader) => reader.hasColumn('numbers', 'note'));
    expect(await database.hasColumn('numbers', 'note')).toBe(false);
    expect(await inside()).toBe(false);
    await raw.query(ADD);
    expect(await inside()).toBe(true);
    expect(await database.hasColumn('numbers', 'note')).toBe(true);
  });

  test('counts as missing for ten seconds if its table was missing too', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { raw, database, statements } = await openRecorded();
    await using _ = database;
    const has = () => database.hasColumn('later', 'note');
    expect([await has(), await has()]).toEqual([false, false]);
    expect(statements).toHaveLength(1);
    await raw.query('CREATE TABLE later (note text)');
    expect(await database.transaction((inside) => inside.hasColumn('later', 'note'))).toBe(true);
    expect(await has()).toBe(true);

    await raw.query('DROP TABLE later');
    await using other = await openDatabase(raw.url);
    expect(await other.hasColumn('later', 'note')).toBe(false);
    await raw.query('CREATE TABLE later (note text)');
    vi.advanceTimersByTime(10_001);
    expect(await other.hasColumn('later', 'note')).toBe(true);
  });

  test('is looked up again after it has disappeared, in an older backup', async () => {
    const { raw, database } = await openRecorded();
    await using _ = database;
    await raw.query(ADD);
    expect(await database.hasColumn('numbers', 'note')).toBe(true);
    await raw.query('ALTER TABLE numbers DROP COLUMN note');
    const read = () => database.all(sql`select note from numbers`);
    await expect(read()).rejects.toBeInstanceOf(MissingTableError);
    expect(await database.hasColumn('numbers', 'note')).toBe(false);
  });
});
