import {
  type CellGroupSeed,
  createDeployment,
  type Harness,
  type TestDeployment,
} from '@cellbridge/testing';
import { Deployment, type DeploymentOptions } from '../../src/index.js';

/** Where a group is: in its cell, in the API database, or in both after a crash of the migrator. */
export const PLACES = [
  'before the move',
  'after the move',
  'between insert and soft delete',
] as const;
export type Place = (typeof PLACES)[number];

export const MOVED_AT = '2024-06-01 00:00:00.000001';

/** An API database of the harness's dialect, and a cell on each. */
export function createMixed(harness: Harness): Promise<TestDeployment> {
  return createDeployment(harness, { cells: ['sqlite', 'postgresql'] });
}

export function open(
  databases: TestDeployment,
  options: Omit<DeploymentOptions, 'api'> = {},
): Promise<Deployment> {
  return Deployment.open({ api: databases.api.url, ...options });
}

/** Puts a group into a cell, or where the migrator leaves it. */
export async function place(
  { api, cells }: TestDeployment,
  where: Place,
  seed: CellGroupSeed & { readonly uuid: string },
  cellIndex = 0,
): Promise<void> {
  const cell = cells[cellIndex];
  if (!cell) throw new Error(`There is no cell ${cellIndex}.`);
  const [row] = await cell.addGroups([{ ...seed, deleted: where === 'after the move' }]);
  if (where === 'before the move') return;
  await api.addGroups([seed]);
  await addReceipt(api, cell, seed.uuid, row?.id ?? 0);
}

/** Says that a group has moved from a row of a cell. */
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
      moved_at: MOVED_AT,
    },
  ]);
}

/** Says that nothing is left in these cells. */
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
