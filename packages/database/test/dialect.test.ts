import { ConstraintError, openDatabase } from '@cellbridge/database';
import { defer, forEachDialect, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { committed, createNumbers, insert, openNumbers, SELECT } from './support/numbers.js';

const MANY = 100_000;
const NASTY = [
  `it's "quoted" and {braced}, with a \\ and a ?`,
  '\\u0000 is text, and so is \\\\u0000',
  '',
  'NULL',
  'null',
  '群組 Ωμέγα \u{1f600}',
  'line\nbreak\r\n\ttab',
  "'); drop table numbers; --",
];

forEachDialect('Bulk rows', (harness) => {
  test('of every type keep their values, nulls and order', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl());
    const rows = database.dialect.rows(
      {
        id: { type: 'integer', values: [3, null, -2_147_483_648] },
        name: { type: 'text', values: ['a', null, ''] },
        at: { type: 'timestamp', values: ['2024-02-29 23:59:59.123456', null, null] },
      },
      'given',
    );
    expect(await database.all(sql`select * from ${rows}`)).toEqual([
      { id: 3, name: 'a', at: '2024-02-29 23:59:59.123456' },
      { id: null, name: null, at: null },
      { id: -2_147_483_648, name: '', at: null },
    ]);
  });

  test('keep any text', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl());
    const rows = database.dialect.rows({ value: { type: 'text', values: NASTY } }, 'given');
    const found = await database.all<{ value: string }>(sql`select value from ${rows}`);
    expect(found.map(({ value }) => value)).toEqual(NASTY);
  });

  test('may be empty', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl());
    const rows = database.dialect.rows({ value: { type: 'text', values: [] } }, 'given');
    expect(await database.all(sql`select * from ${rows}`)).toEqual([]);
  });

  test('may be a hundred thousand, in one statement', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const values = Array.from({ length: MANY }, (_, index) => (index * 7) % MANY);
    const texts = values.map((value) => (value % 3 ? `uuid ${value}` : null));
    const { dialect } = database;
    const inserted = await database.transaction(async (transaction) => {
      const rows = dialect.rows(
        { value: { type: 'integer', values }, text: { type: 'text', values: texts } },
        'given',
      );
      await transaction.run(sql`insert into numbers select given.value from ${rows} where true`);
      return await transaction.all<{ n: number }>(
        sql`select count(*) as n from numbers where ${dialect.anyOf(sql`value`, values, 'integer')}`,
      );
    });
    expect(inserted).toEqual([{ n: MANY }]);
    const rows = dialect.rows({ value: { type: 'integer', values } }, 'given');
    const inOrder = await database.all<{ value: number }>(sql`select given.value from ${rows}`);
    expect(inOrder.map(({ value }) => value)).toEqual(values);
  });
});

forEachDialect('anyOf', (harness) => {
  test('finds the values among many', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl());
    const { dialect } = database;
    const rows = dialect.rows({ value: { type: 'text', values: [...NASTY, null, 'x'] } }, 'given');
    const found = async (values: string[]) =>
      await database.all<{ value: string }>(sql`
        select value from ${rows} where ${dialect.anyOf(sql`value`, values, 'text')}`);
    expect((await found(NASTY)).map(({ value }) => value)).toEqual(NASTY);
    expect(await found([])).toEqual([]);
    const many = Array.from({ length: MANY }, (_, index) => `x${index}`);
    expect(await found([...many, 'x'])).toEqual([{ value: 'x' }]);
  });
});

forEachDialect('isSame', (harness) => {
  test('compares texts by their bytes, and takes two NULLs as the same', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl());
    const texts = ['a', 'A', 'a ', 'á', '', null];
    const pairs = texts.flatMap((left) => texts.map((right) => ({ left, right })));
    const rows = database.dialect.rows(
      {
        left_text: { type: 'text', values: pairs.map(({ left }) => left) },
        right_text: { type: 'text', values: pairs.map(({ right }) => right) },
      },
      'given',
    );
    const same = await database.all(sql`
      select left_text, right_text from ${rows}
      where ${database.dialect.isSame(sql`left_text`, sql`right_text`)}`);
    expect(same).toEqual(texts.map((text) => ({ left_text: text, right_text: text })));
  });
});

forEachDialect('A text with a NUL', (harness) => {
  const text = 'a\0b';

  test('is refused everywhere', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const { dialect } = database;
    const rows = dialect.rows({ value: { type: 'text', values: [text] } }, 'given');
    for (const query of [
      sql`select ${text} as value`,
      sql`select * from ${rows}`,
      sql`select 1 where ${dialect.anyOf(sql`'a'`, ['a', text], 'text')}`,
    ]) {
      await expect(database.all(query)).rejects.toBeInstanceOf(ConstraintError);
      await expect(
        database.transaction((transaction) => transaction.all(query)),
      ).rejects.toBeInstanceOf(ConstraintError);
    }
  });
});

describe('Locks on postgresql', () => {
  const harness = useHarness('postgresql');

  test('skipLocked skips rows that another transaction holds', async () => {
    const raw = await createNumbers(harness);
    await using database = await openDatabase(raw.url);
    await database.transaction((transaction) => insert(transaction, 1, 2, 3));
    const locked = defer<void>();
    const proceed = defer<void>();
    const numbers = sql`numbers`;
    const holding = database.transaction(async (transaction) => {
      const query = transaction.select({ value: sql`value` }).from(numbers);
      await transaction.dialect.lock(query.where(sql`value = 2`));
      locked.resolve();
      await proceed.promise;
    });
    await locked.promise;
    const free = await database.transaction(async (transaction) => {
      const query = transaction.select({ value: sql`value` }).from(numbers);
      return await transaction.dialect.lock(query.orderBy(sql`value`), { skipLocked: true });
    });
    expect(free).toEqual([{ value: 1 }, { value: 3 }]);
    proceed.resolve();
    await holding;
    expect(await committed(raw)).toEqual([1, 2, 3]);
  });
});

describe('Locks on sqlite', () => {
  const harness = useHarness('sqlite');

  test('are the lock of the whole file', async () => {
    const { database } = await openNumbers(harness);
    await using _ = database;
    const query = sql`numbers`;
    const rows = await database.transaction(async (transaction) =>
      transaction.dialect.lock(transaction.select({ value: sql`value` }).from(query), {
        skipLocked: true,
      }),
    );
    expect(rows).toEqual([]);
    expect(await database.all(SELECT)).toEqual([]);
  });
});
