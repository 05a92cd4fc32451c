import { findLiveUuids, type GroupKey } from '@cellbridge/db-cell';
import type { Cell, CellUnavailableError, Deployment } from '@cellbridge/objects';
import { missedCell } from './missed-cell.js';

/** What other cells answered about live groups. */
export interface Elsewhere {
  /** The cells in which a uuid is live, by the uuid. */
  readonly holders: ReadonlyMap<string, readonly Cell[]>;
  readonly answered: readonly Cell[];
  readonly missed: readonly CellUnavailableError[];
}

/** Finds in which other cells groups of the same uuids are live. */
export async function findElsewhere(
  { deployment }: { readonly deployment: Deployment },
  others: readonly Cell[],
  rows: readonly Pick<GroupKey, 'uuid'>[],
): Promise<Elsewhere> {
  const holders = new Map<string, Cell[]>();
  const answered: Cell[] = [];
  const missed: CellUnavailableError[] = [];
  const uuids = rows.map(({ uuid }) => uuid);
  for (const other of uuids.length === 0 ? [] : others) {
    try {
      for (const uuid of await other.snapshot((cell) => findLiveUuids(cell, uuids))) {
        holders.set(uuid, [...(holders.get(uuid) ?? []), other]);
      }
      answered.push(other);
    } catch (error) {
      missed.push(missedCell(deployment, other, error));
    }
  }
  return { holders, answered, missed };
}
