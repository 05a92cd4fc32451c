import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiDatabase, CellDatabase, type Harness } from '@cellbridge/testing';
import { PREPARATION } from './dialects/preparation.js';
import type { Nova } from './nova.js';

/** A deployment that Nova itself has made: an API database, cell0 and one cell that holds groups. */
export interface NovaDeployment {
  readonly configurationFile: string;
  readonly api: ApiDatabase;
  readonly cell: CellDatabase;
}

/** Nova's tables of groups, in the order in which they refer to each other. */
export const GROUP_TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'];

/** Makes the databases with Nova's commands, and fills them: the same rows each time. */
export async function makeDeployment(nova: Nova, harness: Harness): Promise<NovaDeployment> {
  const urls = [];
  for (let count = 0; count < 3; count += 1) urls.push(await harness.createDatabaseUrl());
  const [apiUrl = '', cell0Url, cellUrl = ''] = urls.map((url) =>
    url.replace('postgresql:', 'postgresql+psycopg2:'),
  );
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
  const instances = Array.from({ length: 60 }, (_, number) => ({
    uuid: uuidOf('a', number),
    host: `host${number % 4}`,
    deleted: number % 6 === 5,
  }));
  const uuids = instances.map(({ uuid }) => uuid);
  await cell.addInstances(instances);
  await api.addInstanceMappings(
    instances.map(({ uuid, deleted }) => ({
      instanceUuid: uuid,
      cellUuid: cell.uuid,
      queuedForDelete: deleted,
    })),
  );
  const policies = [['affinity'], ['anti-affinity'], ['soft-affinity'], []];
  await cell.addGroups(
    Array.from({ length: 40 }, (_, number) => ({
      uuid: uuidOf('b', number),
      policies: policies[number % policies.length] ?? [],
      members: uuids.slice(number, number + (number % 5)),
      deleted: number % 5 === 2,
    })),
  );
  await cell.raw.query(
    `UPDATE instance_group_member SET deleted = id, deleted_at = created_at WHERE deleted = 0 AND id % 7 = 0`,
  );
  await api.addGroups([{ uuid: uuidOf('c', 0), members: uuids.slice(3, 8) }]);
  // An earlier release of Nova has archived some groups. This one may pass over their tables.
  for (const table of [...GROUP_TABLES].reverse()) {
    const groupId = table === 'instance_groups' ? 'id' : 'group_id';
    const rows = `FROM ${table} WHERE deleted <> 0 AND ${groupId} < 10`;
    await cell.raw.query(`INSERT INTO shadow_${table} SELECT * ${rows}`);
    await cell.raw.query(`DELETE ${rows}`);
  }
}

function uuidOf(kind: 'a' | 'b' | 'c', number: number): string {
  return `${kind.repeat(8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
