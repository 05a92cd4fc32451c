/** What each kind of database does in its own way, over tables of the API database. */
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { asc, eq, sql } from 'drizzle-orm';
import { expect, expectTypeOf, test } from 'vitest';
import { type ApiTransaction, ConstraintError, openApiDatabase } from '../src/index.js';

const NOW = '2026-11-29 03:00:00.000000';
const UUIDS = ['', '', ''].map((_, index) => `91000000-0000-4000-8000-00000000000${index}`);

forEachDialect("Each database's own verbs", (harness) => {
  const inTransaction = async <T>(body: (transaction: ApiTransaction) => Promise<T>) => {
    const { api } = await createDeployment(harness);
    await using database = await openApiDatabase(api.url);
    return await database.transaction(body);
  };

  test('insertReturningIds returns the id of each row by its key', async () => {
    await inTransaction(async (transaction) => {
      const { instanceGroups } = transaction.tables;
      const rows = { uuid: { type: 'text', values: UUIDS } } as const;
      const ids = await transaction.insertReturningIds(instanceGroups, rows, 'uuid');
      const { id, uuid } = instanceGroups;
      const stored = await transaction.select({ id, uuid }).from(instanceGroups).orderBy(asc(id));
      expect([...ids].sort()).toEqual(stored.map((row) => [row.uuid, row.id]));
      expect(stored).toHaveLength(3);
    });
  });

  test('insertRows keeps any text, number and null', async () => {
    const { holdsEmojis } = harness.testDialect;
    const names = [
      `it's "quoted" and {braced}, with a \\ and a ? and :name`,
      "'); drop table instance_groups; --",
      'line\nbreak\r\n\ttab and \u001a',
      '群組 Ωμέγα e\u0301',
      ' blanks ',
      'null',
      '',
      null,
      ...(holdsEmojis ? ['\u{1f600}'] : []),
    ];
    await inTransaction(async (transaction) => {
      const { instanceGroups, receipts } = transaction.tables;
      const uuids = names.map((_, index) => `91000000-0000-4000-8000-0000000001${index + 10}`);
      await transaction.insertRows(instanceGroups, {
        uuid: { type: 'text', values: uuids },
        name: { type: 'text', values: names },
        created_at: { type: 'timestamp', values: names.map(() => '2024-02-29 23:59:59.000000') },
      });
      const { id, name, createdAt } = instanceGroups;
      const rows = await transaction
        .select({ name, createdAt })
        .from(instanceGroups)
        .orderBy(asc(id));
      expect(rows.map((row) => row.name)).toEqual(names);
      expect(new Set(rows.map((row) => row.createdAt))).toEqual(
        new Set(['2024-02-29 23:59:59.000000']),
      );
      const numbers = [0, -1, 2_147_483_647];
      const all = (value: string) => ({ type: 'text', values: numbers.map(() => value) }) as const;
      await transaction.insertRows(receipts, {
        group_uuid: { type: 'text', values: uuids.slice(0, 3) },
        cell_uuid: all('cell'),
        cell_group_id: { type: 'integer', values: numbers },
        last_member_id: { type: 'integer', values: numbers },
        digest: all(''),
        run_id: all('run'),
        moved_at: { type: 'timestamp', values: numbers.map(() => NOW) },
      });
      const { cellGroupId, groupUuid, movedAt } = receipts;
      expect(
        await transaction.select({ cellGroupId, movedAt }).from(receipts).orderBy(asc(groupUuid)),
      ).toEqual(numbers.map((number) => ({ cellGroupId: number, movedAt: NOW })));
    });
  });

  test('insertRows refuses what no column holds, and inserts nothing for no rows', async () => {
    const { holdsEmojis } = harness.testDialect;
    for (const name of ['\0', ...(holdsEmojis ? [] : ['\u{1f600}'])]) {
      const inserting = inTransaction(({ tables, insertRows }) =>
        insertRows(tables.instanceGroups, {
          uuid: { type: 'text', values: [UUIDS[0] ?? ''] },
          name: { type: 'text', values: [name] },
        }),
      );
      await expect(inserting).rejects.toThrow(ConstraintError);
    }
    await inTransaction(async (transaction) => {
      const { instanceGroups } = transaction.tables;
      const nobody = { type: 'text', values: [] } as const;
      const none = { uuid: nobody, name: nobody };
      await transaction.insertRows(instanceGroups, none);
      await transaction.upsertRows(instanceGroups, none, ['uuid']);
      expect(await transaction.insertReturningIds(instanceGroups, none, 'uuid')).toEqual(new Map());
    });
  });

  test('insertIfAbsent does not change the row with the same key', async () => {
    await inTransaction(async (transaction) => {
      const { claims } = transaction.tables;
      const claim = { id: 'a', cellUuid: 'cell', groupIds: '[1]', createdAt: NOW, node: null };
      expect(await transaction.insertIfAbsent(claims, claim)).toBe(true);
      expect(await transaction.insertIfAbsent(claims, { ...claim, groupIds: '[2]' })).toBe(false);
      expect(await transaction.select().from(claims)).toEqual([claim]);
    });
  });

  test('upsert inserts a row, or changes it with its own values and the proposed ones', async () => {
    await inTransaction(async (transaction) => {
      const { progress } = transaction.tables;
      const keys = [progress.migration, progress.cellUuid];
      const upsert = (cursor: number, found: number) =>
        transaction.upsert(
          progress,
          { migration: 'move', cellUuid: 'cell', state: 'running', cursor, found },
          keys,
          (proposed) => ({
            state: 'stopped',
            cursor: proposed(progress.cursor),
            found: sql`${progress.found} + ${proposed(progress.found)}`,
          }),
        );
      await upsert(7, 2);
      await upsert(5, 3);
      const { state, cursor, found } = progress;
      expect(await transaction.select({ state, cursor, found }).from(progress)).toEqual([
        { state: 'stopped', cursor: 5, found: 5 },
      ]);
    });
  });

  test('take deletes or changes rows, and returns them', async () => {
    await inTransaction(async (transaction) => {
      const { instanceGroups } = transaction.tables;
      const { uuid, name } = instanceGroups;
      await transaction.insertRows(instanceGroups, { uuid: { type: 'text', values: UUIDS } });
      const [first = '', second = ''] = UUIDS;
      const changed = await transaction.take(instanceGroups, { uuid }, eq(uuid, first), {
        name: 'taken',
      });
      expectTypeOf(changed).toEqualTypeOf<{ uuid: string }[]>();
      expect(changed).toEqual([{ uuid: first }]);
      expect(await transaction.take(instanceGroups, { uuid }, eq(uuid, second))).toEqual([
        { uuid: second },
      ]);
      expect(await transaction.take(instanceGroups, { uuid }, eq(uuid, second))).toEqual([]);
      expect(
        await transaction.select({ uuid, name }).from(instanceGroups).orderBy(asc(uuid)),
      ).toEqual([
        { uuid: first, name: 'taken' },
        { uuid: UUIDS[2], name: null },
      ]);
    });
  });

  test('upsertRows inserts rows, and gives rows with the same key the new values', async () => {
    await inTransaction(async (transaction) => {
      const { claims } = transaction.tables;
      const write = (ids: string[], groupIds: string) =>
        transaction.upsertRows(
          claims,
          {
            id: { type: 'text', values: ids },
            cell_uuid: { type: 'text', values: ids.map(() => 'cell') },
            group_ids: { type: 'text', values: ids.map(() => groupIds) },
            created_at: { type: 'timestamp', values: ids.map(() => NOW) },
          },
          ['id'],
        );
      await write(['a', 'b'], '[1]');
      await write(['b', 'c'], '[2]');
      const { id, groupIds } = claims;
      expect(await transaction.select({ id, groupIds }).from(claims).orderBy(asc(id))).toEqual([
        { id: 'a', groupIds: '[1]' },
        { id: 'b', groupIds: '[2]' },
        { id: 'c', groupIds: '[2]' },
      ]);
    });
  });

  test('deleteCounted returns the number of rows', async () => {
    await inTransaction(async (transaction) => {
      const { instanceGroups } = transaction.tables;
      await transaction.insertRows(instanceGroups, { uuid: { type: 'text', values: UUIDS } });
      const isFirst = eq(instanceGroups.uuid, UUIDS[0] ?? '');
      expect(await transaction.deleteCounted(instanceGroups, isFirst)).toBe(1);
      expect(await transaction.deleteCounted(instanceGroups, undefined)).toBe(2);
    });
  });
});
