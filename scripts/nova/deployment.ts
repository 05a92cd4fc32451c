import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiDatabase, CellDatabase, type Harness } from '@cellbridge/testing';
import type { Nova } from './nova.js';

/** A deployment that Nova itself has made: an API database, cell0 and one cell that holds groups. */
export interface NovaDeployment {
  readonly configurationFile: string;
  readonly api: ApiDatabase;
  readonly cell: CellDatabase;
}

/** Nova's tables of groups, in the order in which they refer to each other. */
export const GROUP_TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'];

/**
 * What an operator has to do for some commands of Nova, with Cellbridge or without. On SQLite an online
 * migration waits for itself when it has to make this security group. On PostgreSQL the archiver dies
 * where the two tables have a type each.
 */
const PREPARATION = {
  sqlite: `INSERT INTO security_groups (name, deleted) VALUES ('default', 0)`,
  postgresql: `ALTER TABLE shadow_instances ALTER COLUMN locked_by TYPE instances0locked_by USING NULL`,
};

/** Makes the databases with Nova's commands, and fills them: the same rows each time. */
export async function makeDeployment(nova: Nova, harness: Harness): Promise<NovaDeployment> {
  const makeUrl = async () =>
    (await harness.createDatabaseUrl()).replace('postgresql:', 'postgresql+psycopg2:');
  const [apiUrl, cell0Url, cellUrl] = [await makeUrl(), await makeUrl(), await makeUrl()];
  const folder = await harness.folder();
  const configurationFile = join(folder, 'nova.conf');
  await writeFile(
    configurationFile,
    `[DEFAULT]\nstate_path=${folder}\n[api_database]\nconnection=${apiUrl}\n[database]\nconnection=${cellUrl}\n`,
  );
  for (const command of [
    'nova-manage api_db sync',
    `nova-manage cell_v2 map_cell0 --database_connection ${cell0Url}`,
    `nova-manage cell_v2 create_cell --name cell1 --transport-url fake:/// --database_connection ${cellUrl}`,
    'nova-manage db sync',
  ]) {
    const { code, output } = await nova.run(configurationFile, command);
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  }
  const open = (url: string) => harness.open(url.replace('+psycopg2', ''));
  const api = new ApiDatabase(open(apiUrl));
  const [mapping] = await api.raw.query(`SELECT uuid FROM cell_mappings WHERE name = 'cell1'`);
  const cell = new CellDatabase(String(mapping?.uuid), 'cell1', open(cellUrl));
  await cell.raw.query(PREPARATION[harness.dialect]);
  await fill(api, cell);
  return { configurationFile, api, cell };
}

/** Of six instances one is soft-deleted, of five groups one, of the members of others a few. */
async function fill(api: ApiDatabase, cell: CellDatabase): Promise<void> {
  const instances = Array.from({ length: 60 }, (_, number) => uuidOf('a', number));
  const isDeleted = (number: number) => number % 6 === 5;
  await cell.addInstances(
    instances.map((uuid, number) => ({
      uuid,
      host: `host${number % 4}`,
      deleted: isDeleted(number),
    })),
  );
  await api.addInstanceMappings(
    instances.map((instanceUuid, number) => ({
      instanceUuid,
      cellUuid: cell.uuid,
      queuedForDelete: isDeleted(number),
    })),
  );
  const policies = [['affinity'], ['anti-affinity'], ['soft-affinity'], []];
  await cell.addGroups(
    Array.from({ length: 40 }, (_, number) => ({
      uuid: uuidOf('b', number),
      policies: policies[number % policies.length] ?? [],
      members: instances.slice(number, number + (number % 5)),
      deleted: number % 5 === 2,
    })),
  );
  await cell.raw.query(
    `UPDATE instance_group_member SET deleted = id, deleted_at = created_at WHERE deleted = 0 AND id % 7 = 0`,
  );
  await api.addGroups([{ uuid: uuidOf('c', 0), members: instances.slice(3, 8) }]);
  await archiveSomeGroups(cell);
}

/** As an earlier release of Nova has done it: this one may pass over the tables of groups. */
async function archiveSomeGroups({ raw }: CellDatabase): Promise<void> {
  const rowsOf = (table: string) =>
    `FROM ${table} WHERE deleted <> 0 AND ${table === 'instance_groups' ? 'id' : 'group_id'} < 10`;
  for (const table of [...GROUP_TABLES].reverse()) {
    await raw.query(`INSERT INTO shadow_${table} SELECT * ${rowsOf(table)}`);
    await raw.query(`DELETE ${rowsOf(table)}`);
  }
}

function uuidOf(kind: 'a' | 'b' | 'c', number: number): string {
  return `${kind.repeat(8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
