import type { CellStatus, OneSidedGroup } from '../cell-status.js';

/** The commands that remove what keeps the move of a cell from completion. */
export const REMEDIES = {
  /** Continues or repeats the move. */
  run: 'cellbridge db online-data-migrations',
  /** Writes the missing receipts of a cell. */
  sync: 'cellbridge db sync',
  /** Restores what the API database has lost. */
  recover: 'cellbridge db recover',
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

/** Describes what the next run cleans up in a cell: words without a full stop for each kind, or none. */
export function describeRest({
  leftover,
  stranded,
}: Pick<CellStatus, 'leftover' | 'stranded'>): string[] {
  const texts: string[] = [];
  if (leftover) {
    texts.push(
      `${leftover === 1 ? '1 group has moved, and its row' : `${leftover} groups have moved, and their rows`} in the cell ${leftover === 1 ? 'is' : 'are'} still live`,
    );
  }
  if (stranded) {
    texts.push(
      `${stranded === 1 ? '1 live row belongs' : `${stranded} live rows belong`} to groups that have moved or were destroyed`,
    );
  }
  return texts;
}
