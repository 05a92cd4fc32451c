import type { CellSize } from '../data/cell-size.js';

/** Two databases between which groups are moved, for one round. */
export interface MoveSite {
  /** URL of the API database, which knows the cell. */
  readonly api: string;
  /** URL of the cell database. */
  readonly cell: string;
  /** How many groups the cell holds, and how many members each of them has. */
  readonly size: CellSize;
  /** How many rows are where they have to be after the move. */
  countMoved(): Promise<MovedCounts>;
  /** Removes both databases. */
  drop(): Promise<void>;
}

export interface MovedCounts {
  readonly groups: number;
  readonly policies: number;
  readonly members: number;
  /** Rows of the cell that are live still. */
  readonly left: number;
}

/** Counts what is in an API database, and what is live in a cell. */
export const COUNT_API = `SELECT (SELECT count(*) FROM instance_groups) AS "groups",
  (SELECT count(*) FROM instance_group_policy) AS policies,
  (SELECT count(*) FROM instance_group_member) AS members`;
export const COUNT_CELL = `SELECT (SELECT count(*) FROM instance_groups WHERE deleted = 0)
  + (SELECT count(*) FROM instance_group_policy WHERE deleted = 0)
  + (SELECT count(*) FROM instance_group_member WHERE deleted = 0) AS "left"`;

/** Fails unless everything has moved: a fast move that loses rows is none. */
export async function checkMoved(site: MoveSite): Promise<void> {
  const { groups, members } = site.size;
  const wanted = { groups, policies: groups, members: groups * members, left: 0 };
  const counts = await site.countMoved();
  const keys = Object.keys(wanted) as (keyof MovedCounts)[];
  if (keys.every((key) => Number(counts[key]) === wanted[key])) return;
  throw new Error(`Not everything has moved: ${JSON.stringify({ wanted, counts })}.`);
}

export const CELL_UUID = 'ce110000-0000-4000-8000-000000000001';
