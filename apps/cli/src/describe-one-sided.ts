import { type CellStatus, describeOneSided } from '@cellbridge/migrator';
import { counted } from './counted.js';

/** How many groups that only one side proves to have moved are listed; the document has all. */
const MOST_NAMED = 20;

/** Describes the groups that only one side proves to have moved: a line each. */
export function describeOneSidedGroups(cells: readonly CellStatus[]): string[] {
  const all = cells.flatMap(({ name, uuid, oneSided }) =>
    (oneSided ?? []).map((group) => `${name ?? uuid}: ${describeOneSided(group)}.`),
  );
  const others = all.length - MOST_NAMED;
  const lines = all.slice(0, MOST_NAMED);
  return others > 0 ? [...lines, `... and ${counted(others, 'other')}.`] : lines;
}
