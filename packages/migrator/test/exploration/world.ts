import type { Deployment } from '@cellbridge/objects';
import type {
  CellDatabase,
  CellGroupSeed,
  ExploreOptions,
  Harness,
  Intercept,
} from '@cellbridge/testing';
import { openPostgresqlWorld } from './postgresql-world.js';
import { openSqliteWorld } from './sqlite-world.js';

export const GROUP = '5e0f0000-0000-4000-8000-000000000001';
export const OTHER = '5e0f0000-0000-4000-8000-000000000002';

const GROUPS: readonly CellGroupSeed[] = [
  { uuid: GROUP, name: 'one', members: ['m1', 'm2'], policies: ['affinity'] },
  { uuid: OTHER, name: 'two', members: ['m3'] },
];

/** An API database and a cell with the same few groups, made anew for each run. */
export interface World extends Omit<ExploreOptions, 'setUp' | 'crashes'> {
  /** Makes the databases of a run. */
  readonly begin: () => Promise<Run>;
  readonly dispose: () => Promise<void>;
}

interface Run {
  /** Opens the databases: for an actor, or to look at what all of them left. */
  readonly open: (actor?: { name: string; intercept: Intercept }) => Promise<Deployment>;
  readonly dispose: () => Promise<void>;
}

export function openWorld(harness: Harness): Promise<World> {
  return harness.dialect === 'sqlite' ? openSqliteWorld(harness) : openPostgresqlWorld(harness);
}

export async function fillCell(cell: CellDatabase): Promise<void> {
  await cell.addGroups(GROUPS);
}
