import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiDatabase, CellDatabase, type Harness } from '@cellbridge/testing';
import { NOVA_DIALECTS } from './dialects/index.js';
import type { Nova } from './nova.js';

/** A deployment that Nova itself has made: an API database, cell0 and one cell that holds groups. */
export interface NovaDeployment {
  readonly configurationFile: string;
  /** The URL of the API database as Nova has it. */
  readonly apiUrl: string;
  readonly api: ApiDatabase;
  readonly cell: CellDatabase;
}

/** Nova's tables of groups, in the order in which they refer to each other. */
export const GROUP_TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'];

/** Makes the databases with Nova's commands, and lets Nova fill them: the same rows each time, but for some times. */
export async function makeDeployment(nova: Nova, harness: Harness): Promise<NovaDeployment> {
  const { scheme, preparation } = NOVA_DIALECTS[harness.dialect];
  const urlOfNova = (url: string) => url.replace(/^\w+/, scheme);
  const [rawApi, rawCell0, rawCell] = [
    await harness.createDatabaseUrl(),
    await harness.createDatabaseUrl(),
    await harness.createDatabaseUrl(),
  ];
  const apiUrl = urlOfNova(rawApi);
  const cellUrl = urlOfNova(rawCell);
  const folder = await harness.folder();
  const configurationFile = join(folder, 'nova.conf');
  await writeFile(
    configurationFile,
    `[DEFAULT]\nstate_path=${folder}\n[api_database]\nconnection=${apiUrl}\n[database]\nconnection=${cellUrl}\n`,
  );
  const run = (command: string) => runOrThrow(nova, configurationFile, command);
  const commands = commandsForTables({ cell0: urlOfNova(rawCell0), cell1: cellUrl });
  for (const command of commands) await run(command);
  const api = new ApiDatabase(harness.open(rawApi));
  const [mapping] = await api.raw.query(`SELECT uuid FROM cell_mappings WHERE name = 'cell1'`);
  const cell = new CellDatabase(String(mapping?.uuid), 'cell1', harness.open(rawCell));
  if (preparation) await cell.raw.query(preparation);
  await run('fill');
  await archiveSome(cell);
  return { configurationFile, apiUrl, api, cell };
}

function commandsForTables(cells: { readonly cell0: string; readonly cell1: string }): string[] {
  return [
    'nova-manage api_db sync',
    `nova-manage cell_v2 map_cell0 --database_connection ${cells.cell0}`,
    `nova-manage cell_v2 create_cell --name cell1 --transport-url fake:/// --database_connection ${cells.cell1}`,
    'nova-manage db sync',
  ];
}

/** The groups as Nova reads them, by its own objects and in the cell: a line each, sorted. */
export async function readGroups(
  nova: Nova,
  { configurationFile }: NovaDeployment,
): Promise<string[]> {
  const output = await runOrThrow(nova, configurationFile, 'show');
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .sort();
}

async function runOrThrow(nova: Nova, configurationFile: string, command: string): Promise<string> {
  const { code, output } = await nova.run(configurationFile, command);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  return output;
}

/** Does as if an earlier release of Nova had archived some groups. This one may pass over their tables. */
async function archiveSome(cell: CellDatabase): Promise<void> {
  for (const table of [...GROUP_TABLES].reverse()) {
    const groupId = table === 'instance_groups' ? 'id' : 'group_id';
    const rows = `FROM ${table} WHERE deleted <> 0 AND ${groupId} < 10`;
    await cell.raw.query(`INSERT INTO shadow_${table} SELECT * ${rows}`);
    await cell.raw.query(`DELETE ${rows}`);
  }
}
