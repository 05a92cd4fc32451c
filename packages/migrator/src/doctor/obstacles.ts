import type { OneSidedGroup } from '../cell-status.js';

/** The commands that remove what keeps the move of a cell from completion. */
export const REMEDIES = {
  /** Continues or repeats the move. */
  run: 'cellbridge db online-data-migrations',
  /** Writes the missing receipts of a cell. */
  sync: 'cellbridge db sync',
  /** Restores what the API database has lost. */
  recover: 'cellbridge db recover',
  /** Takes groups back to their cell. */
  reverse: 'cellbridge db reverse',
  /** Ends a pause. */
  resume: 'cellbridge move resume',
} as const;

const MISSING: Readonly<Record<OneSidedGroup['missing'], string>> = {
  group: 'the API database has lost it',
  receipt: 'the API database has lost its receipt',
  mapping: 'the cell was mapped under another uuid then',
  proof: 'the cell has no receipt of it',
};

/** Describes a group that only one side proves to have moved, in words without a full stop. */
export function describeOneSided({ groupUuid, cellGroupId, missing }: OneSidedGroup): string {
  return `group ${groupUuid ?? `of row ${cellGroupId}`} has moved, and ${MISSING[missing]}`;
}

/** Describes groups that have moved, and whose rows the next run cleans up, in words without a full stop. */
export function describeLeftover(groups: number): string {
  return groups === 1
    ? '1 group has moved, and its row in the cell is still live'
    : `${groups} groups have moved, and their rows in the cell are still live`;
}

/** Describes rows that the next run adopts, in words without a full stop. */
export function describeStranded(rows: number): string {
  return `${rows === 1 ? '1 live row belongs' : `${rows} live rows belong`} to groups that have moved or were destroyed`;
}
