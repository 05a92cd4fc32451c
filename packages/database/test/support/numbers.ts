import { type OpenOptions, openDatabase, type Transaction } from '@cellbridge/database';
import type { Harness, RawDatabase } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';

/** Creates a database with one table, `numbers`, with one unique column, `value`. */
export async function createNumbers(harness: Harness): Promise<RawDatabase> {
  const raw = harness.open(await harness.createDatabaseUrl());
  await raw.query('CREATE TABLE numbers (value integer NOT NULL UNIQUE)');
  return raw;
}

/** Opens the same. */
export async function openNumbers(harness: Harness, options: OpenOptions = {}) {
  const raw = await createNumbers(harness);
  return { raw, database: await openDatabase(raw.url, options) };
}

export async function insert(transaction: Transaction, ...values: number[]): Promise<void> {
  for (const value of values) {
    await transaction.run(sql`insert into numbers (value) values (${value})`);
  }
}

export const SELECT = sql`select value from numbers order by value`;

/** Returns the committed numbers, through the bare driver. */
export async function committed(raw: RawDatabase): Promise<unknown[]> {
  return (await raw.query('SELECT value FROM numbers ORDER BY value')).map(({ value }) => value);
}
