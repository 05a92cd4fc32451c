import { describe, expect, test } from 'vitest';
import {
  catalogueOf,
  forEachDialect,
  novaApiDatabase,
  novaCellDatabase,
  openRaw,
} from '../src/index.js';

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

  test('fills a database once, and gives copies of it', async () => {
    let filled = 0;
    const make = async () => {
      const kind = { dialect: harness.dialect, kind: 'cell' };
      const url = await harness.createFilledUrl(kind, async (url) => {
        filled += 1;
        const raw = openRaw(url);
        for (const statement of novaCellDatabase(harness.dialect)) await raw.query(statement);
        await raw.insert('instances', [{ id: 7, uuid: 'a', deleted: 0 }]);
        await raw.followIds('instances');
        await raw.close();
      });
      return harness.open(url);
    };
    const [first, second] = await Promise.all([make(), make()]);
    expect(filled).toBe(1);
    await first.query("UPDATE instances SET uuid = 'b'");
    expect(await second.query('SELECT id, uuid FROM instances')).toEqual([{ id: 7, uuid: 'a' }]);
    expect(await second.takeIds('instances', 1)).toEqual([8]);
    const empty = harness.open(await harness.createDatabaseUrl());
    for (const statement of novaCellDatabase(harness.dialect)) await empty.query(statement);
    expect(await catalogueOf(second)).toEqual(await catalogueOf(empty));
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
