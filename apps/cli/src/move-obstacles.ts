import type { CellStatus, OneSidedGroup } from '@cellbridge/migrator';
import { EXIT } from './exit-code.js';

const MISSING: Readonly<Record<OneSidedGroup['missing'], string>> = {
  group: 'the API database has lost it; run "cellbridge db recover"',
  receipt: 'the API database has lost its receipt; run "cellbridge db recover"',
  mapping: 'the cell was mapped under another uuid then; run "cellbridge db recover"',
  proof: 'the cell has no receipt of it; run "cellbridge db sync"',
};

/** What stands between the cells and the end of the move, beside live groups: a line each. */
export function describeObstacles(cells: readonly CellStatus[]): string[] {
  return cells.flatMap(({ name, uuid, state, remaining, leftover, stranded, oneSided }) => {
    const cell = name ?? uuid;
    const lines = (oneSided ?? []).map(({ groupUuid, cellGroupId, missing }) => {
      return `${cell}: group ${groupUuid ?? `of row ${cellGroupId}`} has moved, and ${MISSING[missing]}.`;
    });
    if (state === 'stopped' && remaining === 0 && !leftover && !stranded) {
      lines.push(
        `${cell}: nothing is left in it; run "cellbridge db online-data-migrations" to complete it.`,
      );
    }
    if (leftover) {
      lines.push(
        `${cell}: ${leftover} groups have moved, and their rows in the cell are still live; run "cellbridge db online-data-migrations".`,
      );
    }
    if (stranded) {
      lines.push(
        `${cell}: ${stranded} live rows belong to groups that have moved or were destroyed; run "cellbridge db online-data-migrations".`,
      );
    }
    return lines;
  });
}

/** The exit code of a gate that is closed: what a person has to do comes before what a run does. */
export function exitCodeOfCells(cells: readonly CellStatus[]): number {
  if (cells.some(({ state }) => state === 'unavailable')) return EXIT.unavailable;
  if (cells.some(({ oneSided }) => oneSided?.length)) return EXIT.failed;
  const isStuck = cells.every(({ remaining, leftover, quarantined, stranded }) => {
    return (remaining ?? 0) <= quarantined && !leftover && !stranded;
  });
  return isStuck && cells.some(({ quarantined }) => quarantined > 0) ? EXIT.quarantined : EXIT.more;
}
