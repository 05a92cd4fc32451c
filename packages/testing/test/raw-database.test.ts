import { expect, test, vi } from 'vitest';
import {
  forEachDialect,
  type Harness,
  novaApiDatabase,
  onDialect,
  openRaw,
  planOf,
  type RawDatabase,
} from '../src/index.js';

const CREATED_AT = '2024-02-29 23:59:59.000000';
const INSERT_MEMBER = 'INSERT INTO instance_group_member (group_id, instance_uuid) VALUES (?, ?)';

async function createApi(harness: Harness): Promise<RawDatabase> {
  const raw = harness.open(await harness.createDatabaseUrl());
  for (const statement of novaApiDatabase(harness.dialect)) await raw.query(statement);
  return raw;
}

forEachDialect('A raw database', (harness) => {
  test('gives time stamps as text, booleans as numbers or as such', async () => {
    const raw = await createApi(harness);
    await raw.insert('cell_mappings', [
      { uuid: 'a', created_at: CREATED_AT, disabled: true },
      { uuid: 'b', created_at: null, disabled: false },
    ]);
    const rows = await raw.query('SELECT created_at, disabled FROM cell_mappings ORDER BY uuid');
    expect(rows.map(({ created_at }) => created_at)).toEqual([CREATED_AT, null]);
    expect(rows.map(({ disabled }) => Number(disabled))).toEqual([1, 0]);
  });

  test('inserts any number of rows, all or none', async () => {
    const raw = await createApi(harness);
    const rows = Array.from({ length: 12_000 }, (_, index) => ({ uuid: `${index}`, name: `'?\\` }));
    const last = { uuid: '0', name: 'twice' };
    await expect(raw.insert('instance_groups', [...rows, last])).rejects.toThrow();
    expect(await raw.query('SELECT id FROM instance_groups')).toEqual([]);
    await raw.insert('instance_groups', rows);
    const query = 'SELECT uuid, name FROM instance_groups WHERE uuid IN (?, ?) ORDER BY uuid';
    expect(await raw.query(query, '0', '11999')).toEqual([rows[0], rows[11_999]]);
    await raw.insert('instance_groups', []);
  });

  test('takes ids that follow those in the table, in a transaction too', async () => {
    const raw = await createApi(harness);
    expect(await raw.takeIds('instance_groups', 3)).toEqual([1, 2, 3]);
    await raw.insert('instance_groups', [{ id: 12, uuid: 'a' }]);
    await raw.followIds('instance_groups');
    await raw.beginWriting();
    expect(await raw.takeIds('instance_groups', 2)).toEqual([13, 14]);
    await raw.insert('instance_groups', [{ id: 13, uuid: 'b' }]);
    await raw.query('ROLLBACK');
    expect(await raw.takeIds('instance_groups', 0)).toEqual([]);
    expect(await raw.query('SELECT id, uuid FROM instance_groups')).toEqual([
      { id: 12, uuid: 'a' },
    ]);
  });

  test('gives ids again once its rows have gone', async () => {
    const raw = await createApi(harness);
    await raw.insert('instance_groups', [{ id: 12, uuid: 'a' }]);
    await raw.query('DELETE FROM instance_groups');
    await raw.followIds('instance_groups');
    expect(await raw.takeIds('instance_groups', 1)).toEqual([1]);
  });

  test('drops a foreign key, a UNIQUE constraint and an index', async () => {
    const raw = await createApi(harness);
    await expect(raw.query(INSERT_MEMBER, 7, 'm')).rejects.toThrow();
    await raw.dropForeignKey('instance_group_member');
    await raw.query(INSERT_MEMBER, 7, 'm');
    await raw.insert('instance_groups', [{ uuid: 'a' }]);
    await expect(raw.insert('instance_groups', [{ uuid: 'a' }])).rejects.toThrow();
    await raw.dropUnique('instance_groups', 'uniq_instance_groups0uuid');
    await raw.insert('instance_groups', [{ uuid: 'a' }]);
    await raw.dropIndex('instance_group_member', 'instance_group_member_instance_idx');
    await raw.query(
      'CREATE INDEX instance_group_member_instance_idx ON instance_group_member (instance_uuid)',
    );
  });

  test('explains which index a query uses', async () => {
    const raw = await createApi(harness);
    const uuids = Array.from({ length: 2_000 }, (_, index) => ({ uuid: `${index}` }));
    await raw.insert('instance_groups', uuids);
    await raw.analyze();
    const index = harness.testDialect.uniqueIndex('instance_groups', 'uniq_instance_groups0uuid');
    const byUuid = await planOf(raw, 'SELECT * FROM instance_groups WHERE uuid = ?', '7', 'none');
    expect(byUuid).toContain(index);
    expect(byUuid).not.toMatch(/scan instance_groups/i);
    const byName = await planOf(raw, 'SELECT * FROM instance_groups WHERE name = ?', 'a');
    expect(byName).not.toContain(index);
    expect(byName).toMatch(/scan/i);
  });

  test('makes a text of bytes', async () => {
    const raw = await createApi(harness);
    const bytes = Buffer.from('群組 a').toString('hex');
    const [row] = await raw.query(`SELECT ${harness.testDialect.textOfBytes(bytes)} AS value`);
    expect(row).toEqual({ value: '群組 a' });
  });

  test('is removed although somebody else has a transaction open', async () => {
    const raw = await createApi(harness);
    const other = openRaw(raw.url);
    await other.beginWriting();
    await other.insert('instance_groups', [{ uuid: 'a' }]);
  });
});

for (const dialect of ['postgresql', 'mysql'] as const) {
  onDialect(dialect, 'A raw database of a server', (harness) => {
    const state = async (raw: RawDatabase) => ({
      isBlocked: await raw.isBlocked(),
      count: (await raw.query('SELECT id FROM instance_groups')).length,
    });

    test.each([0, 3])(
      'locks a table of %i rows against writers, and sees who waits',
      async (count) => {
        const raw = await createApi(harness);
        const seeds = Array.from({ length: count }, (_, index) => ({ uuid: `0${index}` }));
        await raw.insert('instance_groups', seeds);
        const [holder, writer] = [harness.open(raw.url), harness.open(raw.url)];
        await writer.query('SELECT 1 AS one');
        for (const write of [
          `INSERT INTO instance_groups (uuid) VALUES ('00a')`,
          `INSERT INTO instance_groups (uuid) VALUES ('zz')`,
          ...(count > 0 ? [`UPDATE instance_groups SET name = 'new' WHERE uuid = '01'`] : []),
        ]) {
          const before = await state(raw);
          await holder.beginWriting();
          await holder.lockTable('instance_groups');
          const writing = writer.query(write);
          await vi.waitUntil(() => raw.isBlocked(), { timeout: 10_000, interval: 5 });
          expect(await state(raw)).toEqual({ ...before, isBlocked: true });
          await holder.query('COMMIT');
          await writing;
          expect(await raw.isBlocked()).toBe(false);
        }
      },
    );

    test('sees who waits for a table that others read', async () => {
      const raw = await createApi(harness);
      const [holder, writer] = [harness.open(raw.url), harness.open(raw.url)];
      await holder.beginWriting();
      await holder.query('SELECT * FROM instance_groups');
      const altering = writer.query('ALTER TABLE instance_groups ADD COLUMN other INTEGER');
      await vi.waitUntil(() => raw.isBlocked(), { timeout: 10_000, interval: 5 });
      await holder.query('COMMIT');
      await altering;
    });

    test('sees nobody wait after a deadlock', async () => {
      const raw = await createApi(harness);
      await raw.insert('instance_groups', [{ uuid: 'a' }, { uuid: 'b' }]);
      const rename = (by: RawDatabase, uuid: string) =>
        by.query(`UPDATE instance_groups SET name = 'new' WHERE uuid = ?`, uuid);
      const [first, second] = [harness.open(raw.url), harness.open(raw.url)];
      for (const [each, uuid] of [[first, 'a'] as const, [second, 'b'] as const]) {
        await each.beginWriting();
        await rename(each, uuid);
      }
      const outcomes = await Promise.allSettled([rename(first, 'b'), rename(second, 'a')]);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      expect(await raw.isBlocked()).toBe(false);
      for (const each of [first, second]) await each.query('ROLLBACK');
    });

    test('takes ids that nobody else gets', async () => {
      const raw = await createApi(harness);
      const other = harness.open(raw.url);
      const ids = [
        ...(await raw.takeIds('instance_group_member', 2)),
        ...(await other.takeIds('instance_group_member', 2)),
      ];
      expect(ids).toEqual([1, 2, 3, 4]);
      expect(await raw.query('SELECT id FROM instance_group_member')).toEqual([]);
      await expect(raw.query(INSERT_MEMBER, 7, 'm')).rejects.toThrow();
    });

    test('is closed to a new role', async () => {
      const raw = await createApi(harness);
      const { name, url } = await harness.createRole(raw.url);
      const role = harness.open(url);
      const read = () => role.query('SELECT id FROM instance_groups');
      await expect(read()).rejects.toThrow(/denied/);
      await raw.query(`GRANT SELECT ON instance_groups TO ${name}`);
      expect(await read()).toEqual([]);
      await expect(role.insert('instance_groups', [{ uuid: 'a' }])).rejects.toThrow(/denied/);
    });
  });
}

onDialect('mysql', 'A server for tests', (harness) => {
  test('has no settings that code could rely on', async () => {
    const raw = harness.open(await harness.createDatabaseUrl());
    const [row] = await raw.query(
      `SELECT @@global.time_zone AS zone, @@global.sql_mode AS mode, @@global.max_connections >= 1000 AS many,
         @@character_set_database AS characters`,
    );
    expect(row).toEqual({ zone: '+05:45', mode: '', many: 1, characters: 'utf8mb3' });
  });

  test('stores a date that nobody can read, and no text', async () => {
    const raw = await createApi(harness);
    const { unreadableAssignment, textOfBytes } = harness.testDialect;
    await raw.insert('instance_groups', [{ uuid: 'a' }]);
    await raw.query(`UPDATE instance_groups SET ${unreadableAssignment}`);
    expect(await raw.query('SELECT created_at FROM instance_groups')).toEqual([
      { created_at: '0000-00-00 00:00:00.000000' },
    ]);
    for (const value of [textOfBytes('61f0'), `x'61f0'`]) {
      await expect(raw.query(`UPDATE instance_groups SET uuid = ${value}`)).rejects.toThrow();
    }
  });
});
