import {
  type CellStatus,
  describeOneSided,
  describeRest,
  type OneSidedGroup,
  REMEDIES,
} from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { counted } from './counted.js';

/** How many groups that only one side proves to have moved are listed; the document has all. */
const MOST_NAMED = 20;

/** Describes what keeps the move from completion, except live groups: a line each. */
export function describeObstacles(cells: readonly CellStatus[]): string[] {
  return [...listOneSided(cells), ...cells.flatMap(listRest)];
}

/** Describes the groups that only one side proves to have moved, and the command that fixes it. */
function listOneSided(cells: readonly CellStatus[]): string[] {
  const groups = cells.flatMap((cell) =>
    (cell.oneSided ?? []).map((group: OneSidedGroup) => ({ cell: cellLabel(cell), group })),
  );
  if (groups.length === 0) return [];
  const lines = groups
    .slice(0, MOST_NAMED)
    .map(({ cell, group }) => `${cell}: ${describeOneSided(group)}.`);
  const others = groups.length - lines.length;
  if (others > 0) lines.push(`… and ${counted(others, 'other')}.`);
  if (groups.some(({ group }) => group.missing === 'proof')) {
    lines.push(`Run "${REMEDIES.sync}" to write the missing receipts of a cell.`);
  }
  if (groups.some(({ group }) => group.missing !== 'proof')) {
    lines.push(
      `Run "${REMEDIES.recover}" to restore what the API database has lost, then "${REMEDIES.run}".`,
    );
  }
  return lines;
}

function listRest(cell: CellStatus): string[] {
  const { state, remaining } = cell;
  const name = cellLabel(cell);
  const rest = describeRest(cell);
  if (state === 'stopped' && remaining === 0 && rest.length === 0) {
    return [`${name}: nothing is left in it; run "${REMEDIES.run}" to complete it.`];
  }
  return rest.map((text) => `${name}: ${text}; run "${REMEDIES.run}".`);
}
