import { cellLabel } from '@cellbridge/objects';
import type { CellStatus } from '../cell-status.js';
import { cellOption } from '../doctor/cell-option.js';
import { describeLeftover, describeStranded, REMEDIES } from '../doctor/obstacles.js';
import type { LeftToDo, NextStep } from '../left-to-do.js';
import type { MigrationStatus } from '../status.js';

/** Something that is left to do in a cell, in words. */
export interface DescribedLeft extends LeftToDo {
  /** What it is, in a sentence. */
  readonly message: string;
  /** The command for it, as a shell takes it. */
  readonly command: string;
}

/** What each step is done with; all but the look at an unavailable cell concern one cell. */
const COMMANDS: Readonly<Record<NextStep, string>> = {
  check: 'cellbridge status --check',
  resume: REMEDIES.resume,
  recover: REMEDIES.recover,
  sync: REMEDIES.sync,
  move: REMEDIES.run,
  wait: 'cellbridge status --watch',
  decide: 'cellbridge quarantine list',
};

/**
 * Puts into words what is left to do.
 *
 * @param known all cells of the deployment: a name that two of them bear names none.
 */
export function describeLeft(
  { cells, left }: Pick<MigrationStatus, 'cells' | 'left'>,
  known: readonly Pick<CellStatus, 'uuid' | 'name'>[],
): DescribedLeft[] {
  return left.map((one) => {
    const { cellUuid: uuid, cellName: name, step } = one;
    const found = cells.find((cell) => cell.uuid === uuid);
    const cell = step === 'check' ? '' : ` ${cellOption(known, { uuid, name })}`;
    const message = messageOf(one, cellLabel({ uuid, name }), found);
    return { ...one, message, command: `${COMMANDS[step]}${cell}` };
  });
}

function messageOf(
  { kind, count, step }: LeftToDo,
  cell: string,
  status: Pick<CellStatus, 'state' | 'lastError'> | undefined,
): string {
  const groups = count === 1 ? '1 group' : `${count} groups`;
  const [are, have] = count === 1 ? ['is', 'has'] : ['are', 'have'];
  switch (kind) {
    case 'unavailable':
      return status?.lastError ?? `Cell ${cell} is unavailable. Check its database and its URL.`;
    case 'paused':
      return `${cell}: moves are paused.`;
    case 'lost':
      return `${cell}: ${groups} ${have} moved, and the API database has lost ${count === 1 ? 'it' : 'them'}, or the receipts.`;
    case 'unproved':
      return `${cell}: ${groups} ${have} moved, and the cell has lost the receipts.`;
    case 'remaining':
      return step === 'wait'
        ? `${cell}: ${groups} ${have} not moved; a ${status?.state === 'reversing' ? 'reversal' : 'run'} is at work.`
        : `${cell}: ${groups} ${have} not moved.`;
    case 'leftover':
      return `${cell}: ${describeLeftover(count ?? 0)}.`;
    case 'stranded':
      return `${cell}: ${describeStranded(count ?? 0)}.`;
    case 'unfinished':
      return status?.state === 'reversing' && step === 'wait'
        ? `${cell}: groups go back to it.`
        : `${cell}: nothing is left in it, and no run has completed it yet.`;
    case 'quarantined':
      return `${cell}: ${groups} ${are} in quarantine; list them, then decide each.`;
  }
}
