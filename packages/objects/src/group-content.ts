import { type ApiGroup, compareBytes } from '@cellbridge/db-api';
import type { CellGroup } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';

/** Where a group was read: in the API database, or in the cell with a uuid. */
export type Location =
  | { readonly database: 'api' }
  | { readonly database: 'cell'; readonly cellUuid: string };

/** A group of the API database. One of a cell has no rules. */
export type Group = ApiGroup;

/** A group of either kind of database, and where it is. */
export interface LocatedGroup {
  readonly group: Group;
  readonly location: Location;
}

export function locatedInApi(group: Group): LocatedGroup {
  return { group, location: { database: 'api' } };
}

export function locatedInCell(group: CellGroup, cell: Cell): LocatedGroup {
  return { group: withoutRules(group), location: { database: 'cell', cellUuid: cell.uuid } };
}

/** Converts a group of a cell, which has no rules. */
export function withoutRules(group: CellGroup): Group {
  return { ...group, rules: {} };
}

/** Keeps the first group of each uuid that is live in several cells: that of the first cell. */
export function firstOfEachUuid<T extends { readonly group: { readonly uuid: string } }>(
  groups: readonly T[],
): T[] {
  const seen = new Set<string>();
  return groups.filter(({ group }) => !seen.has(group.uuid) && seen.add(group.uuid));
}

export function compareUuids(left: { uuid: string }, right: { uuid: string }): number {
  return compareBytes(left.uuid, right.uuid);
}
