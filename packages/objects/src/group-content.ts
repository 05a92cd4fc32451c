import type { ApiGroup } from '@cellbridge/db-api';
import type { CellGroup } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';
import { compareBytes } from './compare-bytes.js';

/** Where a group was read: in the API database, or in the cell of a uuid. */
export type Location =
  | { readonly database: 'api' }
  | { readonly database: 'cell'; readonly cellUuid: string };

/** A group as either database holds it, and where that is. */
export interface LocatedGroup {
  readonly group: ApiGroup;
  readonly location: Location;
}

export function inApi(group: ApiGroup): LocatedGroup {
  return { group, location: { database: 'api' } };
}

/** A cell keeps no rules. */
export function inCell(group: CellGroup, cell: Cell): LocatedGroup {
  return {
    group: { ...group, rules: {} },
    location: { database: 'cell', cellUuid: cell.uuid },
  };
}

/** Of a uuid that is live in several cells, keeps the first: that of the first cell. */
export function firstOfEachUuid<T extends LocatedGroup>(groups: readonly T[]): T[] {
  const seen = new Set<string>();
  return groups.filter(({ group }) => !seen.has(group.uuid) && seen.add(group.uuid));
}

/** Sorts by time of creation, then by uuid; groups without a time stamp come first. */
export function byCreation(left: LocatedGroup, right: LocatedGroup): number {
  return (
    compareBytes(left.group.createdAt ?? '', right.group.createdAt ?? '') ||
    compareBytes(left.group.uuid, right.group.uuid)
  );
}

export function byUuid(left: LocatedGroup, right: LocatedGroup): number {
  return compareBytes(left.group.uuid, right.group.uuid);
}
