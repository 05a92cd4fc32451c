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

/** Describes what keeps the move from completion, except live groups: a line each. */
export function describeObstacles(cells: readonly CellStatus[]): string[] {
  return [...describeOneSided(cells), ...describeRest(cells)];
}

/** Describes the groups that only one side proves to have moved, and the command that fixes it. */
function describeOneSided(cells: readonly CellStatus[]): string[] {
  const groups = cells.flatMap(({ name, uuid, oneSided }) =>
    (oneSided ?? []).map((group) => ({ cell: name ?? uuid, ...group })),
  );
  if (groups.length === 0) return [];
  const lines = groups.slice(0, MOST_NAMED).map(({ cell, groupUuid, cellGroupId, missing }) => {
    return `${cell}: group ${groupUuid ?? `of row ${cellGroupId}`} has moved, and ${MISSING[missing]}.`;
  });
  const others = groups.length - lines.length;
  if (others > 0) lines.push(`… and ${counted(others, 'other')}.`);
  if (groups.some(({ missing }) => missing === 'proof')) {
    lines.push('Run "cellbridge db sync" to write the missing receipts of a cell.');
  }
  if (groups.some(({ missing }) => missing !== 'proof')) {
    lines.push(
      'Run "cellbridge db recover" to restore what the API database has lost, then "cellbridge db online-data-migrations".',
    );
  }
  return lines;
}

function describeRest(cells: readonly CellStatus[]): string[] {
  return cells.flatMap(({ name, uuid, state, remaining, leftover, stranded }) => {
    const cell = name ?? uuid;
    const lines: string[] = [];
    if (state === 'stopped' && remaining === 0 && !leftover && !stranded) {
      lines.push(
        `${cell}: nothing is left in it; run "cellbridge db online-data-migrations" to complete it.`,
      );
    }
    if (leftover) {
      lines.push(
        `${cell}: ${leftover === 1 ? '1 group has moved, and its row' : `${leftover} groups have moved, and their rows`} in the cell ${leftover === 1 ? 'is' : 'are'} still live; run "cellbridge db online-data-migrations".`,
      );
    }
    if (stranded) {
      lines.push(
        `${cell}: ${stranded === 1 ? '1 live row belongs' : `${stranded} live rows belong`} to groups that have moved or were destroyed; run "cellbridge db online-data-migrations".`,
      );
    }
    return lines;
  });
}
