import type { CellStatus } from './cell-status.js';
import { isLost } from './heartbeat.js';

/**
 * What keeps a cell from completion:
 *
 * - `unavailable`: it cannot be asked.
 * - `paused`: a move would wait.
 * - `lost`: the API database lacks groups, receipts or mappings that the cell proves.
 * - `unproved`: the cell lacks the receipts of groups that the API database proves.
 * - `remaining`: groups have not moved, and are not in quarantine.
 * - `leftover`: groups have moved, and their rows in the cell are live.
 * - `stranded`: live policy or member rows under groups that have moved.
 * - `unfinished`: nothing of all that, but no run has found it complete.
 * - `quarantined`: groups wait for a decision.
 */
export type LeftKind =
  | 'unavailable'
  | 'paused'
  | 'lost'
  | 'unproved'
  | 'remaining'
  | 'leftover'
  | 'stranded'
  | 'unfinished'
  | 'quarantined';

/**
 * What to do about it:
 *
 * - `check` the cell's database and its URL, then look again.
 * - `resume` the moves in the cell.
 * - `recover` what the API database has lost.
 * - `sync` the cell, which writes its missing receipts.
 * - `move`: start a run.
 * - `wait` for the run, or the reversal, that is at work.
 * - `decide` what to keep of each group in quarantine.
 */
export type NextStep = 'check' | 'resume' | 'recover' | 'sync' | 'move' | 'wait' | 'decide';

/** One thing that is left to do in a cell. */
export interface LeftToDo {
  readonly cellUuid: string;
  readonly cellName: string | null;
  readonly kind: LeftKind;
  /** How many groups; rows where they are `stranded`. `null` where there is nothing to count. */
  readonly count: number | null;
  readonly step: NextStep;
}

type Left = Pick<LeftToDo, 'kind' | 'count' | 'step'>;

/** Finds what is left to do in cells, in the order in which to do it. Nothing: every cell is complete. */
export function leftToDo(cells: readonly CellStatus[]): LeftToDo[] {
  return cells.flatMap((cell) => {
    const { uuid: cellUuid, name: cellName } = cell;
    return leftInCell(cell).map((left) => ({ cellUuid, cellName, ...left }));
  });
}

function leftInCell(cell: CellStatus): Left[] {
  const { state, remaining, leftover, quarantined, stranded, paused } = cell;
  if (state === 'unavailable') return [{ kind: 'unavailable', count: null, step: 'check' }];
  const oneSided = cell.oneSided ?? [];
  const unproved = oneSided.filter(({ missing }) => missing === 'proof').length;
  const isReversing = state === 'reversing' && !isLost(cell);
  const move: NextStep = state === 'running' || isReversing ? 'wait' : 'move';
  const all: (Left & { readonly count: number })[] = [
    { kind: 'lost', count: oneSided.length - unproved, step: 'recover' },
    { kind: 'unproved', count: unproved, step: 'sync' },
    { kind: 'remaining', count: (remaining ?? 0) - quarantined, step: move },
    { kind: 'leftover', count: leftover ?? 0, step: move },
    { kind: 'stranded', count: stranded ?? 0, step: move },
    { kind: 'quarantined', count: quarantined, step: 'decide' },
  ];
  const found: Left[] = all.filter(({ count }) => count > 0);
  // A run ends so, and the next one is needed only once the groups are decided.
  const isEnded = state === 'complete' || state === 'quarantined';
  const isMoveNeeded = found.some(({ step }) => step === move);
  if (!isEnded && !isMoveNeeded) found.push({ kind: 'unfinished', count: null, step: move });
  const isHeld = paused && found.some(({ step }) => step === move);
  return isHeld ? [{ kind: 'paused', count: null, step: 'resume' }, ...found] : found;
}
