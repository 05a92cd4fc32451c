import { setImmediate } from 'node:timers/promises';
import {
  type CellDatabase,
  createDeployment,
  forEachDialect,
  forEachServer,
  type Harness,
  holdStatement,
  type Row,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  archiveGroups,
  checkShadowTables,
  listEndedGroups,
  openCellDatabase,
  renameCellReceipts,
} from '../src/index.js';

const CHILDREN = ['instance_group_policy', 'instance_group_member'] as const;
const TABLES = ['instance_groups', ...CHILDREN] as const;
const SHADOWS = TABLES.map((table) => `shadow_${table}`);
const EVERYTHING = { afterId: 0, limit: 1_000 };

/** A cell that Nova made, with shadow tables. */
async function createCell(harness: Harness): Promise<CellDatabase> {
  return (await createDeployment(harness, { madeBy: 'adopted' })).cell;
}

async function read({ raw }: CellDatabase, tables: readonly string[]): Promise<Row[][]> {
  return await Promise.all(tables.map((table) => raw.query(`SELECT * FROM ${table} ORDER BY id`)));
}

async function archive(cell: CellDatabase, ids: readonly number[]) {
  await using database = await openCellDatabase(cell.url);
  return await database.transaction((transaction) => archiveGroups(transaction, ids));
}

const idsOf = (groups: readonly { id: number }[]) => groups.map(({ id }) => id);

forEachDialect('Archiving groups', (harness) => {
  test('moves each with its policies and members, equal column by column, and no other row', async () => {
    const cell = await createCell(harness);
    const ended = await cell.addGroups([
      { deleted: true, members: ['a', 'b', null], policies: ['affinity', null] },
      { deleted: true, name: null, userId: null, projectId: 'Größe 群組', updatedAt: null },
      { deleted: true, policies: [], createdAt: null },
    ]);
    const before = await read(cell, TABLES);
    const [live] = await cell.addGroups([{ members: ['c', 'removed'] }]);
    await cell.raw.query(
      "UPDATE instance_group_member SET deleted = id WHERE instance_id = 'removed'",
    );
    const others = await read(cell, TABLES);
    const isOther = (row: Row) => (row.group_id ?? row.id) === live?.id;
    expect(await archive(cell, [...idsOf(ended), live?.id ?? 0, 4_711])).toEqual({
      groups: 3,
      policies: 3,
      members: 3,
      liveRowIds: [],
      idTakenIds: [],
    });
    expect(await read(cell, SHADOWS)).toEqual(before);
    expect(await read(cell, TABLES)).toEqual(others.map((rows) => rows.filter(isOther)));
    expect(await archive(cell, idsOf(ended))).toMatchObject({ groups: 0, policies: 0, members: 0 });
  });

  test.each(CHILDREN.flatMap((table) => [0, null].map((deleted) => [table, deleted] as const)))(
    'leaves one of which a row of %s has deleted = %s',
    async (table, deleted) => {
      const cell = await createCell(harness);
      const [kept, other] = await cell.addGroups([
        { deleted: true, members: ['a'] },
        { deleted: true, members: ['a'] },
      ]);
      const keptId = kept?.id ?? 0;
      await cell.raw.query(`UPDATE ${table} SET deleted = ? WHERE group_id = ?`, deleted, keptId);
      const isKept = (row: Row) => (row.group_id ?? row.id) === keptId;
      const before = await read(cell, TABLES);
      expect(await archive(cell, [keptId, other?.id ?? 0])).toMatchObject({
        groups: 1,
        liveRowIds: [keptId],
      });
      expect(await read(cell, TABLES)).toEqual(before.map((rows) => rows.filter(isKept)));
    },
  );

  test.each([
    ['instance_groups', 'name'],
    ['instance_group_policy', 'policy'],
    ['instance_group_member', 'instance_id'],
  ] as const)(
    'leaves one whose row of %s has an id that another row has in the shadow table',
    async (table, column) => {
      const cell = await createCell(harness);
      const group = { deleted: true, name: 'name', policies: ['policy'], members: ['member'] };
      const [kept, other] = await cell.addGroups([group, group]);
      const keptId = kept?.id ?? 0;
      const key = table === 'instance_groups' ? 'id' : 'group_id';
      const [row] = await cell.raw.query(`SELECT * FROM ${table} WHERE ${key} = ?`, keptId);
      // Nothing but the case of a letter differs.
      const taken = { ...row, [column]: String(row?.[column]).toUpperCase() };
      await cell.raw.insert(`shadow_${table}`, [taken]);
      const isKept = (row: Row) => (row.group_id ?? row.id) === keptId;
      const before = await read(cell, TABLES);
      expect(await archive(cell, [keptId, other?.id ?? 0])).toMatchObject({
        groups: 1,
        idTakenIds: [keptId],
      });
      expect(await read(cell, TABLES)).toEqual(before.map((rows) => rows.filter(isKept)));
      expect(await read(cell, [`shadow_${table}`])).toEqual([expect.arrayContaining([taken])]);
    },
  );

  test('takes rows that the shadow tables hold already, and keeps them once', async () => {
    const cell = await createCell(harness);
    const ended = await cell.addGroups([{ deleted: true, name: null, members: ['a', 'b'] }]);
    const before = await read(cell, TABLES);
    for (const [index, shadow] of SHADOWS.entries()) {
      await cell.raw.insert(shadow, before[index]?.slice(0, 1) ?? []);
    }
    expect(await archive(cell, idsOf(ended))).toMatchObject({ groups: 1, members: 2 });
    expect(await read(cell, SHADOWS)).toEqual(before);
    expect(await read(cell, TABLES)).toEqual([[], [], []]);
  });

  test('takes columns along that only some releases or sites have', async () => {
    const cell = await createCell(harness);
    await cell.raw.query('ALTER TABLE instance_groups ADD COLUMN note varchar(20)');
    await cell.raw.query('ALTER TABLE shadow_instance_groups ADD COLUMN batch varchar(20)');
    await using database = await openCellDatabase(cell.url);
    await expect(database.snapshot(checkShadowTables)).rejects.toThrow(
      'Its table shadow_instance_groups lacks the columns note of instance_groups, whose values would be lost;',
    );
    const ended = await cell.addGroups([{ deleted: true }]);
    await cell.raw.query("UPDATE instance_groups SET note = 'kept'");
    await expect(archive(cell, idsOf(ended))).rejects.toThrow();
    expect(await cell.rows('instance_groups')).toMatchObject([{ note: 'kept' }]);
    await cell.raw.query('ALTER TABLE shadow_instance_groups ADD COLUMN note varchar(20)');
    await database.snapshot(checkShadowTables);
    expect(await archive(cell, idsOf(ended))).toMatchObject({ groups: 1 });
    expect(await cell.raw.query('SELECT note, batch FROM shadow_instance_groups')).toEqual([
      { note: 'kept', batch: null },
    ]);
  });

  test('changes nothing if a value would not be the same in the shadow table', async () => {
    const cell = await createCell(harness);
    await cell.raw.query('DROP TABLE shadow_instance_group_member');
    await cell.raw.query(`CREATE TABLE shadow_instance_group_member AS
      SELECT m.*, 1 AS number FROM instance_group_member m WHERE 1 = 0`);
    await cell.raw.query('ALTER TABLE shadow_instance_group_member DROP COLUMN instance_id');
    await cell.raw.query('ALTER TABLE shadow_instance_group_member ADD COLUMN instance_id integer');
    const ended = await cell.addGroups([{ deleted: true }, { deleted: true, members: ['012'] }]);
    const before = await read(cell, TABLES);
    await expect(archive(cell, idsOf(ended))).rejects.toThrow();
    expect(await read(cell, TABLES)).toEqual(before);
    expect(await read(cell, SHADOWS)).toEqual([[], [], []]);
  });

  test('loses nothing at whatever statement its process dies', async () => {
    const cell = await createCell(harness);
    const ended = await cell.addGroups([
      { deleted: true, members: ['a'] },
      { deleted: true, members: ['b', 'c'] },
    ]);
    const before = await read(cell, TABLES);
    let statement = 0;
    let last = Number.POSITIVE_INFINITY;
    for (let end = 1; end <= last; end += 1) {
      statement = 0;
      const intercept = () => {
        statement += 1;
        if (statement === end) throw new Error('The process is gone.');
      };
      const attempt = async () => {
        await using database = await openCellDatabase(cell.url, { intercept });
        await database.transaction((transaction) => archiveGroups(transaction, idsOf(ended)));
      };
      const isDone = await attempt().then(
        () => true,
        () => false,
      );
      if (isDone) last = end;
      const rows = [await read(cell, TABLES), await read(cell, SHADOWS)];
      expect(rows).toEqual(isDone ? [[[], [], []], before] : [before, [[], [], []]]);
    }
    expect(last).toBeGreaterThan(10);
  });
});

forEachDialect('The list of soft-deleted groups', (harness) => {
  test('goes by id, counts rows, and leaves out live groups', async () => {
    const cell = await createCell(harness);
    const [first, , second, third] = await cell.addGroups([
      { deleted: true, members: ['a', 'b'] },
      {},
      { deleted: true, policies: [] },
      { deleted: true },
    ]);
    await using database = await openCellDatabase(cell.url);
    const ended = [
      { ...first, rows: 4 },
      { ...second, rows: 1 },
      { ...third, rows: 2 },
    ];
    expect(await listEndedGroups(database, EVERYTHING)).toEqual(ended);
    expect(await listEndedGroups(database, { afterId: first?.id ?? 0, limit: 1 })).toEqual([
      ended[1],
    ]);
  });

  test('ends before a time, and then has none whose time is unknown', async () => {
    const cell = await createCell(harness);
    const groups = await cell.addGroups([{ deleted: true }, { deleted: true }, { deleted: true }]);
    const set = 'UPDATE instance_groups SET deleted_at = ? WHERE id = ?';
    await cell.raw.query(set, '2024-06-01 12:00:00.000000', groups[1]?.id ?? 0);
    await cell.raw.query(set, null, groups[2]?.id ?? 0);
    await using database = await openCellDatabase(cell.url);
    const listed = async (before: string) =>
      idsOf(await listEndedGroups(database, { ...EVERYTHING, before: new Date(before) }));
    const [earlier, later] = idsOf(groups);
    expect(await listed('2024-05-01T00:00:00Z')).toEqual([]);
    expect(await listed('2024-06-01T12:00:00Z')).toEqual([earlier]);
    expect(await listed('2024-06-01T12:00:01Z')).toEqual([earlier, later]);
    expect(await listEndedGroups(database, EVERYTHING)).toHaveLength(3);
  });
});

forEachDialect('A cell without shadow tables', (harness) => {
  test('is named with what creates them', async () => {
    const { cell } = await createDeployment(harness);
    await using database = await openCellDatabase(cell.url);
    await expect(database.snapshot(checkShadowTables)).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringMatching(
        /^It has no shadow_instance_group_policy, .*nova-manage db sync/,
      ),
    });
  });
});

forEachServer('While groups are archived', (harness) => {
  /** Archives a group, and holds it before the first row is copied. */
  async function archiveHeld(cell: CellDatabase, id: number) {
    const held = holdStatement(({ text }) => text.includes('insert into'));
    const run = async () => {
      await using database = await openCellDatabase(cell.url, { intercept: held.intercept });
      return await database.transaction((transaction) => archiveGroups(transaction, [id]));
    };
    const archiving = run();
    await held.reached;
    return { held, archiving };
  }

  test('nobody renames a cell receipt of theirs, so that no name is lost', async () => {
    const cell = await createCell(harness);
    const [group] = await cell.addGroups([{ deleted: true, policies: ['cellbridge:moved:a:b:c'] }]);
    const { held, archiving } = await archiveHeld(cell, group?.id ?? 0);
    await using database = await openCellDatabase(cell.url);
    const [policy] = await cell.rows('instance_group_policy');
    const receipt = { ids: [Number(policy?.id)], archived: false };
    let isRenamed = false;
    const renaming = database
      .transaction((transaction) => renameCellReceipts(transaction, receipt, 'other'))
      .finally(() => {
        isRenamed = true;
      });
    while (!isRenamed && !(await cell.raw.isBlocked())) await setImmediate();
    expect(isRenamed).toBe(false);
    held.release();
    expect(await archiving).toMatchObject({ groups: 1, policies: 1 });
    await renaming;
    expect(await read(cell, ['shadow_instance_group_policy'])).toEqual([[policy]]);
  });

  test('a writer that knows nothing of it adds no member that would be lost', async () => {
    const cell = await createCell(harness);
    const [group] = await cell.addGroups([{ deleted: true }]);
    const { held, archiving } = await archiveHeld(cell, group?.id ?? 0);
    const writer = harness.open(cell.url);
    let isAdded = false;
    const adding = writer
      .query(
        "INSERT INTO instance_group_member (deleted, instance_id, group_id) VALUES (0, 'late', ?)",
        group?.id ?? 0,
      )
      .finally(() => {
        isAdded = true;
      });
    const refused = expect(adding).rejects.toThrow(/foreign key/i);
    while (!isAdded && !(await cell.raw.isBlocked())) await setImmediate();
    expect(isAdded).toBe(false);
    held.release();
    expect(await archiving).toMatchObject({ groups: 1 });
    await refused;
    expect(await read(cell, TABLES)).toEqual([[], [], []]);
  });
});
