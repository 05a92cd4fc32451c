import { describe, expect, test } from 'vitest';
import { forEachDialect, novaApiDatabase, novaCellDatabase } from '../src/index.js';

forEachDialect('Harness', (harness) => {
  test('makes empty databases, apart from each other', async () => {
    const first = harness.open(await harness.createDatabaseUrl());
    const second = harness.open(await harness.createDatabaseUrl());
    await first.query('CREATE TABLE t (id integer)');
    await second.query('CREATE TABLE t (id integer)');
    await first.insert('t', [{ id: 1 }, { id: 2 }]);
    expect(await first.query('SELECT id FROM t WHERE id > ? ORDER BY id', 1)).toEqual([{ id: 2 }]);
    expect(await second.query('SELECT id FROM t')).toEqual([]);
  });

  describe("Nova's tables", () => {
    test('of the API database', async () => {
      const database = harness.open(await harness.createDatabaseUrl());
      for (const statement of novaApiDatabase(harness.dialect)) await database.query(statement);
      const ids = await database.takeIds('instance_groups', 3);
      expect(ids).toEqual([1, 2, 3]);
      const createdAt = '2024-02-29 23:59:59.100000';
      await database.insert('instance_groups', [{ id: 1, uuid: 'a', created_at: createdAt }]);
      expect(
        await database.query('SELECT id, uuid, name, created_at FROM instance_groups'),
      ).toEqual([
        {
          id: 1,
          uuid: 'a',
          name: null,
          created_at: harness.testDialect.storedTimestamp(createdAt),
        },
      ]);
    });

    test('of a cell database', async () => {
      const database = harness.open(await harness.createDatabaseUrl());
      for (const statement of novaCellDatabase(harness.dialect)) await database.query(statement);
      await database.insert('instances', [{ uuid: 'a', deleted: 0 }]);
      expect(await database.query('SELECT id, uuid FROM instances')).toEqual([
        { id: 1, uuid: 'a' },
      ]);
    });
  });
});
