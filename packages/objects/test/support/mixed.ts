import {
  type CellGroupSeed,
  createDeployment,
  type Harness,
  type TestDeployment,
  type TestDeploymentOptions,
} from '@cellbridge/testing';
import { Deployment, type DeploymentOptions } from '../../src/index.js';
import { CELL_DIALECTS } from '../dialects/cell-dialects.js';

/** The place of a group: in its cell, in the API database, or in both after a crash of the migrator. */
export const PLACES = [
  'before the move',
  'after the move',
  'between insert and soft delete',
] as const;
export type Place = (typeof PLACES)[number];

/** Creates an API database of the harness's dialect, and two cells of different dialects. */
export function createMixed(
  harness: Harness,
  options: Pick<TestDeploymentOptions, 'madeBy'> = {},
): Promise<TestDeployment> {
  return createDeployment(harness, { cells: CELL_DIALECTS[harness.dialect], ...options });
}

export function open(
  databases: TestDeployment,
  options: Omit<DeploymentOptions, 'api'> = {},
): Promise<Deployment> {
  return Deployment.open({ api: databases.api.url, ...options });
}

type Seed = CellGroupSeed & { readonly uuid: string };

/** Puts a group into a cell, or where the migrator leaves it. */
export async function place(
  databases: TestDeployment,
  where: Place,
  seed: Seed,
  cellIndex = 0,
): Promise<void> {
  await cellAt(databases, cellIndex).addGroups([seed]);
  if (where === 'before the move') return;
  await insertIntoApi(databases, seed, cellIndex);
  if (where === 'after the move') await softDelete(databases, seed, cellIndex);
}

/** Moves a group like the migrator, completely. */
export async function moveGroup(
  databases: TestDeployment,
  seed: Seed,
  cellIndex: number,
): Promise<void> {
  await insertIntoApi(databases, seed, cellIndex);
  await softDelete(databases, seed, cellIndex);
}

/** Does the first half of a move: up to the commit point. */
export async function insertIntoApi(
  databases: TestDeployment,
  seed: Seed,
  cellIndex: number,
): Promise<void> {
  const cell = cellAt(databases, cellIndex);
  const [row] = await cell.raw.query('SELECT id FROM instance_groups WHERE uuid = ?', seed.uuid);
  await databases.api.addGroups([seed]);
  await addReceipt(databases.api, cell, seed.uuid, Number(row?.id));
}

async function softDelete(
  databases: TestDeployment,
  { uuid }: Seed,
  cellIndex: number,
): Promise<void> {
  const { raw } = cellAt(databases, cellIndex);
  const ofGroup = 'group_id IN (SELECT id FROM instance_groups WHERE uuid = ?)';
  const set = "SET deleted = id, deleted_at = '2024-06-01 00:00:00.000002'";
  await raw.query(`UPDATE instance_group_member ${set} WHERE ${ofGroup}`, uuid);
  await raw.query(`UPDATE instance_group_policy ${set} WHERE ${ofGroup}`, uuid);
  await raw.query(`UPDATE instance_groups ${set} WHERE uuid = ?`, uuid);
}

function cellAt({ cells }: TestDeployment, index: number): TestDeployment['cell'] {
  const cell = cells[index];
  if (!cell) throw new Error(`There is no cell ${index}.`);
  return cell;
}

/** Returns whether a statement is for a cell. */
export function isForCell(
  { api }: TestDeployment,
  { database }: { readonly database: string },
): boolean {
  return nameOf(database) !== nameOf(api.url);
}

/** Returns the name of a database; the harness gives each its own. */
export function nameOf(url: string): string | undefined {
  return /cellbridge_[0-9a-f]+/.exec(url)?.[0];
}

/** Records that a group has moved from a row of a cell. */
export async function addReceipt(
  api: TestDeployment['api'],
  cell: TestDeployment['cell'],
  uuid: string,
  id: number,
): Promise<void> {
  await api.raw.insert('cellbridge_receipts', [
    {
      group_uuid: uuid,
      cell_uuid: cell.uuid,
      cell_group_id: id,
      last_member_id: 1_000_000,
      digest: '',
      run_id: 'run',
      moved_at: '2024-06-01 00:00:00.000001',
    },
  ]);
}

/** Records that nothing is left in these cells. */
export async function markComplete({ api, cells }: TestDeployment): Promise<void> {
  await api.raw.insert(
    'cellbridge_progress',
    cells.map(({ uuid }) => ({
      migration: 'migrate_instance_groups_to_api_db',
      cell_uuid: uuid,
      cursor: 0,
      found: 0,
      done: 0,
      state: 'complete',
    })),
  );
}
