import { ConnectionError, openDatabase, type Transaction } from '@cellbridge/database';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { dropConnection, forEachDialect, holdStatement, recordStatements } from '../src/index.js';

const insert = (value: number) => (transaction: Transaction) =>
  transaction.run(sql`insert into t values (${value})`);

forEachDialect('Injected faults', (harness) => {
  async function makeTable() {
    const raw = harness.open(await harness.createDatabaseUrl());
    await raw.query('CREATE TABLE t (id integer)');
    return raw;
  }

  test('recordStatements sees each round trip', async () => {
    const raw = await makeTable();
    const { intercept, statements } = recordStatements();
    await using database = await openDatabase(raw.url, { intercept });
    statements.length = 0;
    await database.transaction(insert(1));
    expect(statements.map(({ text }) => text.split(' ')[0])).toEqual(['begin', 'insert', 'commit']);
  });

  test('dropConnection takes the transaction with it, and only the first', async () => {
    const raw = await makeTable();
    const intercept = dropConnection(({ text }) => text === 'commit');
    await using database = await openDatabase(raw.url, { intercept });
    await expect(database.transaction(insert(1))).rejects.toThrow(ConnectionError);
    await database.transaction(insert(2));
    expect(await raw.query('SELECT id FROM t')).toEqual([{ id: 2 }]);
  });

  test('holdStatement waits until it is released', async () => {
    const raw = await makeTable();
    const held = holdStatement(({ text }) => text === 'commit');
    await using database = await openDatabase(raw.url, { intercept: held.intercept });
    const writing = database.transaction(insert(1));
    await held.reached;
    expect(await raw.query('SELECT id FROM t')).toEqual([]);
    held.release();
    await writing;
    expect(await raw.query('SELECT id FROM t')).toEqual([{ id: 1 }]);
  });
});
