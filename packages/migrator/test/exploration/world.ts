import type { Cell, CellOptions, Deployment } from '@cellbridge/objects';
import type { CellDatabase, CellGroupSeed, ExploreOptions, Intercept } from '@cellbridge/testing';
import type { OpenedWith } from './act.js';

export const GROUP = '5e0f0000-0000-4000-8000-000000000001';
export const OTHER = '5e0f0000-0000-4000-8000-000000000002';
/** The group of the cell that is not mapped yet. */
export const ELSEWHERE = '5e0f0000-0000-4000-8000-000000000003';
/** The group that is committed late. */
export const LATE = '5e0f0000-0000-4000-8000-000000000004';

const GROUPS: readonly CellGroupSeed[] = [
  { uuid: GROUP, name: 'one', members: ['m1', 'm2'], policies: ['affinity'] },
  { uuid: OTHER, name: 'two', members: ['m3'] },
];

/** The tables of the API database that hold what moves, in the order in which they are locked. */
export const API_TABLES = [
  'cellbridge_claims',
  'instance_groups',
  'instance_group_policy',
  'instance_group_member',
  'cellbridge_receipts',
  'cellbridge_adopted_members',
  'cellbridge_quarantine',
  'cellbridge_progress',
  'cellbridge_wishes',
  'cellbridge_migrators',
];
/** The same of a cell. */
export const CELL_TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'];

/** How many orders of each cast a test runs: fewer where a run takes longer. */
interface OrderCounts {
  /** Orders of the migrator and others that are picked at random. */
  readonly random: number;
  /** Orders of the migrator and one other that are run one after the other. */
  readonly inOrder: number;
  /** Orders of two services. */
  readonly services: number;
}

/**
 * An API database and a mapped cell with the same few groups, and a cell that is not mapped yet, made
 * anew for each run.
 */
export interface World extends Omit<ExploreOptions, 'setUp' | 'crashes'> {
  readonly orders: OrderCounts;
  /** Makes the databases of a run. */
  readonly begin: () => Promise<Run>;
  readonly dispose: () => Promise<void>;
}

/** The databases of a run. */
export interface Run {
  /** Opens them: for an actor, or to look at what all of them left. */
  readonly open: (actor?: Opener) => Promise<Deployment>;
  /** The cell that is mapped from the start. */
  readonly cell: CellOptions;
  /** The one that is not. */
  readonly unmapped: CellOptions;
  /** An id that was generated for a group of the cell before those of all others, and is not used yet. */
  readonly earlyId: number;
  readonly dispose: () => Promise<void>;
}

interface Opener {
  readonly name: string;
  readonly intercept?: Intercept;
  readonly options?: OpenedWith | undefined;
}

/** The cell that is mapped from the start. */
export function cellOf({ cells: [cell] }: Deployment): Cell {
  if (!cell) throw new Error('The deployment has no cell.');
  return cell;
}

/** Fills the cells. @returns an id of the first one that was generated first, and is free. */
export async function fillCells(cell: CellDatabase, unmapped: CellDatabase): Promise<number> {
  const [first] = await cell.addGroups([{ uuid: LATE }]);
  await cell.addGroups(GROUPS);
  await cell.raw.query('DELETE FROM instance_group_policy WHERE group_id = ?', first?.id ?? 0);
  await cell.raw.query('DELETE FROM instance_groups WHERE id = ?', first?.id ?? 0);
  await unmapped.addGroups([{ uuid: ELSEWHERE, name: 'three', members: ['m6'] }]);
  return first?.id ?? 0;
}
