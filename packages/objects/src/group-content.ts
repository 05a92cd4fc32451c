import { type ApiGroup, compareBytes } from '@cellbridge/db-api';
import type { CellGroup } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';

/** Where a group was read: in the API database, or in the cell of a uuid. */
export type Location =
  | { readonly database: 'api' }
  | { readonly database: 'cell'; readonly cellUuid: string };

/** A group as the API database holds it. One of a cell has no rules. */
export type Group = ApiGroup;

/** A group as either database holds it, and where that is. */
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

/** A cell keeps no rules. */
export function withoutRules(group: CellGroup): Group {
  return { ...group, rules: {} };
}

/** Of a uuid that is live in several cells, keeps the first: that of the first cell. */
export function firstOfEachUuid<T extends { readonly group: { readonly uuid: string } }>(
  groups: readonly T[],
): T[] {
  const seen = new Set<string>();
  return groups.filter(({ group }) => !seen.has(group.uuid) && seen.add(group.uuid));
}

export function compareUuids(left: { uuid: string }, right: { uuid: string }): number {
  return compareBytes(left.uuid, right.uuid);
}
