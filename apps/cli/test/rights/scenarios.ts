/** What each command is given to do, so that it needs every right that it can need. */
import { randomUUID } from 'node:crypto';
import type { ApiDatabase, CellDatabase } from '@cellbridge/testing';
import type { CliResult } from '../run.js';

/** A deployment, and the command as the owner of everything. */
export interface Where {
  readonly api: ApiDatabase;
  readonly cell: CellDatabase;
  /** URL of the cell for the role. */
  readonly cellUrl: string;
  asOwner(...args: string[]): Promise<CliResult>;
}

/** Gives a command something to do, by all the ways that it knows: @returns its calls. */
export type Scenario = (where: Where) => Promise<string[][]>;

const MOVE = ['db', 'online-data-migrations'];

const group = (name: string) => ({ uuid: randomUUID(), name, members: [randomUUID()] });

/** A group in the cell, and one in the API database. */
async function addTwo({ api, cell }: Where): Promise<string[]> {
  const [inCell, inApi] = [group('in the cell'), group('in the API database')];
  await cell.addGroups([inCell]);
  await api.addGroups([inApi]);
  return [inCell.uuid, inApi.uuid];
}

/** Groups that cannot move: the API database has others of their uuids. */
async function quarantine(where: Where, count: number): Promise<string[]> {
  const groups = Array.from({ length: count }, () => group('of the cell'));
  await where.cell.addGroups(groups);
  await where.api.addGroups(groups.map((each) => ({ ...each, name: 'of the API database' })));
  await where.asOwner(...MOVE);
  return groups.map(({ uuid }) => uuid);
}

/** A group that has moved. */
async function move({ cell, asOwner }: Where): Promise<{ uuid: string; id: number }> {
  const [added] = await cell.addGroups([group('moved')]);
  if (!added) throw new Error('A group was added.');
  await asOwner(...MOVE);
  return added;
}

/** A group that was destroyed in the API database, and is live in the cell. */
async function destroy({ api, cell, asOwner }: Where): Promise<string> {
  const both = group('destroyed');
  await api.addGroups([both]);
  await asOwner('group', 'delete', both.uuid);
  await cell.addGroups([both]);
  return both.uuid;
}

/** A group that moves, one that cannot, and a member that comes in late. */
async function addWork(where: Where): Promise<void> {
  const { id } = await move(where);
  await where.cell.raw.insert('instance_group_member', [
    { created_at: '2024-01-01 00:00:00', deleted: 0, instance_id: randomUUID(), group_id: id },
  ]);
  const twin = group('of the cell');
  await where.cell.addGroups([twin, group('moves')]);
  await where.api.addGroups([{ ...twin, name: 'of the API database' }]);
}

async function removeGroup({ api: { raw } }: Where, uuid: string): Promise<void> {
  for (const table of ['instance_group_policy', 'instance_group_member']) {
    await raw.query(
      `DELETE FROM ${table} WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      uuid,
    );
  }
  await raw.query('DELETE FROM instance_groups WHERE uuid = ?', uuid);
}

/** A group that has moved, and that the API database has lost. */
async function lose(where: Where): Promise<void> {
  const { uuid } = await move(where);
  await removeGroup(where, uuid);
  const { raw } = where.api;
  await raw.query('DELETE FROM cellbridge_receipts WHERE group_uuid = ?', uuid);
}

const OWN_TABLES = `SELECT tablename FROM pg_tables WHERE tablename LIKE 'cellbridge\\_%'`;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'api-db sync': async ({ api }) => {
    for (const { tablename } of await api.raw.query(OWN_TABLES)) {
      await api.raw.query(`DROP TABLE ${tablename}`);
    }
    return [[]];
  },
  'api-db version': async () => [[]],
  'db sync': async (where) => {
    await move(where);
    await where.cell.raw.query(
      `DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'`,
    );
    return [[]];
  },
  'db version': async () => [[]],
  'cell create': async () => {
    const url = `sqlite:////nowhere/${randomUUID()}.sqlite`;
    return [['--name', randomUUID(), '--database-connection', url, '--no-check']];
  },
  'cell list': async () => [[]],
  'config show': async () => [[]],
  'cell delete': async ({ api, cellUrl }) => {
    await api.raw.query(
      'CREATE TABLE IF NOT EXISTS host_mappings (id integer PRIMARY KEY, host varchar(255), cell_id integer)',
    );
    // The database of a cell that another one has, too, is not looked into.
    await api.raw.query('DELETE FROM cell_mappings');
    const uuid = randomUUID();
    await api.addCellMappings([{ uuid, name: uuid, url: cellUrl }]);
    return [[uuid]];
  },
  'group list': async (where) => {
    await addTwo(where);
    return [[]];
  },
  'group show': async (where) => (await addTwo(where)).map((uuid) => [uuid]),
  'group create': async () => [
    [
      randomUUID(),
      '--policy',
      'anti-affinity',
      '--rule',
      'max_server_per_host=3',
      '--member',
      randomUUID(),
    ],
  ],
  'group add-member': async (where) => (await addTwo(where)).map((uuid) => [uuid, randomUUID()]),
  'group remove-member': async (where) => {
    const uuids = await addTwo(where);
    const member = randomUUID();
    for (const uuid of uuids) await where.asOwner('group', 'add-member', uuid, member);
    return uuids.map((uuid) => [uuid, member]);
  },
  'group delete': async (where) => {
    const { uuid } = await move(where);
    return [...(await addTwo(where)), uuid].map((each) => [each]);
  },
  'db online-data-migrations': async (where) => {
    await addWork(where);
    return [['--dry-run'], []];
  },
  'db verify': async (where) => {
    await addWork(where);
    return [[]];
  },
  'db recover': async (where) => {
    await lose(where);
    return [[]];
  },
  'db reverse': async (where) => {
    const { uuid } = await move(where);
    // One that was killed has made a row live.
    const { uuid: begun } = await move(where);
    await where.api.raw.query(
      `UPDATE cellbridge_receipts SET last_member_id = 2147483647 WHERE group_uuid = ?`,
      begun,
    );
    await where.cell.raw.query(
      'UPDATE instance_groups SET deleted = 0, deleted_at = NULL WHERE uuid = ?',
      begun,
    );
    return [
      ['--group', uuid, '--notice', '0'],
      ['--cell', 'cell1', '--notice', '0'],
    ];
  },
  'db archive-deleted-rows': async (where) => {
    await lose(where);
    await move(where);
    return [[]];
  },
  status: async (where) => {
    await addWork(where);
    return [[], ['--check']];
  },
  dashboard: async (where) => {
    await addWork(where);
    const [uuid = ''] = await quarantine(where, 1);
    return [
      ['status.json', 'quarantine.json', `quarantine/${uuid}.json`, `explain.json?uuid=${uuid}`],
    ];
  },
  report: async (where) => {
    await addWork(where);
    await quarantine(where, 1);
    return [['--json']];
  },
  explain: async (where) => {
    const { uuid } = await move(where);
    return [[uuid], ...(await quarantine(where, 1)).map((other) => [other])];
  },
  doctor: async (where) => {
    await addWork(where);
    return [[]];
  },
  'move pause': async () => [[], ['--cell', 'cell1']],
  'move resume': async () => [[], ['--cell', 'cell1']],
  'move set': async () => [[], ['--rate', '5'], ['--rate', 'default', '--cell', 'cell1']],
  'quarantine list': async (where) => {
    await quarantine(where, 1);
    return [[]];
  },
  'quarantine show': async (where) => (await quarantine(where, 1)).map((uuid) => [uuid]),
  'quarantine retry': async (where) => {
    const [first = '', second = ''] = await quarantine(where, 2);
    await where.api.raw.query(
      `UPDATE instance_groups SET name = 'of the cell' WHERE uuid = ?`,
      first,
    );
    await removeGroup(where, second);
    return [[]];
  },
  'quarantine resolve': async (where) => {
    const destroyed = await destroy(where);
    const [first = '', second = '', third = ''] = await quarantine(where, 3);
    await where.cell.raw.query(
      `INSERT INTO instance_group_member (created_at, deleted, instance_id, group_id)
       SELECT created_at, 0, 'one more', id FROM instance_groups WHERE uuid = ?`,
      third,
    );
    await where.api.raw.query(
      `INSERT INTO instance_group_member (instance_uuid, group_id)
       SELECT 'one less', id FROM instance_groups WHERE uuid = ?`,
      second,
    );
    return [
      [first, '--keep', 'api'],
      [second, '--keep', 'cell'],
      [third, '--keep', 'merge'],
      [destroyed, '--keep', 'cell'],
    ];
  },
};
