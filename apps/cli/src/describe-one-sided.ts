import type { CellStatus, OneSidedGroup } from '@cellbridge/migrator';
import { counted } from './counted.js';

const MISSING: Readonly<Record<OneSidedGroup['missing'], string>> = {
  group: 'the API database has lost it',
  receipt: 'the API database has lost its receipt',
  mapping: 'the cell was mapped under another uuid then',
  proof: 'the cell has no receipt of it',
};

/** How many groups that only one side proves to have moved are listed; the document has all. */
const MOST_NAMED = 20;

/** Describes the groups that only one side proves to have moved: a line each. */
export function describeOneSided(cells: readonly CellStatus[]): string[] {
  const groups = cells.flatMap(({ name, uuid, oneSided }) =>
    (oneSided ?? []).map((group) => ({ cell: name ?? uuid, ...group })),
  );
  const lines = groups.slice(0, MOST_NAMED).map(({ cell, groupUuid, cellGroupId, missing }) => {
    return `${cell}: group ${groupUuid ?? `of row ${cellGroupId}`} has moved, and ${MISSING[missing]}.`;
  });
  const others = groups.length - lines.length;
  return others > 0 ? [...lines, `… and ${counted(others, 'other')}.`] : lines;
}
