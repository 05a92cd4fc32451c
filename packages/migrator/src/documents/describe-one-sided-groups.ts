import type { CellStatus } from '../cell-status.js';
import { describeOneSided } from '../doctor/obstacles.js';

/** How many groups that only one side proves to have moved are listed; the document has all. */
const MOST_NAMED = 20;

/** Describes the groups that only one side proves to have moved: a line each. */
export function describeOneSidedGroups(cells: readonly CellStatus[]): string[] {
  const all = cells.flatMap(({ name, uuid, oneSided }) =>
    (oneSided ?? []).map((group) => `${name ?? uuid}: ${describeOneSided(group)}.`),
  );
  const others = all.length - MOST_NAMED;
  const lines = all.slice(0, MOST_NAMED);
  if (others <= 0) return lines;
  return [...lines, `... and ${others} ${others === 1 ? 'other' : 'others'}.`];
}
