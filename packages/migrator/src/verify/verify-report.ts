import type { CellUnavailableError } from '@cellbridge/objects';
import { FINDING_KINDS, type Finding, type FindingKind, type UndecidedGroup } from './finding.js';

/** What was checked, in groups. */
export interface VerifyCounts {
  /** Groups that have moved, of which both sides were compared. */
  readonly compared: number;
  /** Of these: changed after the move, in a way that explains every difference. */
  readonly changed: number;
  /** Of these: no longer in the API database; a receipt without a group was destroyed. */
  readonly destroyed: number;
  /**
   * Of these: not as they moved, without a sign that anything is wrong, while the cell no longer says
   * what moved (its rows were purged), or an earlier release moved them and recorded no changes. And
   * live groups whose rows somebody held for longer than a lock is waited for.
   */
  readonly undecided: number;
  /** Of these: the API database alone proves that they moved; the cell no longer has a row of them. */
  readonly unproved: number;
  /** Live groups that have not moved yet. */
  readonly pending: number;
}

/** How one cell was found. */
export interface CellVerification extends VerifyCounts {
  readonly uuid: string;
  readonly name: string | null;
  /** How many findings of each kind concern it. */
  readonly findings: Readonly<Record<FindingKind, number>>;
}

/**
 * How a verification ended; the first that holds.
 *
 * - `findings`: something is wrong; `orphaned` and `unmapped` alone are not.
 * - `unavailable`: a cell could not be reached.
 * - `undecided`: of some groups, or of a cell that is not mapped, it is unknown. · `stopped`: it was ended by its signal.
 * - `nothing`: there are groups, and none has moved yet.
 * - `clean`: all that was compared is well, or there is nothing.
 */
export type VerifyOutcome =
  | 'clean'
  | 'findings'
  | 'unavailable'
  | 'undecided'
  | 'stopped'
  | 'nothing';

/** What a verification found; of a part only, if it was resumed. */
export interface VerifyReport {
  readonly outcome: VerifyOutcome;
  /** Over all cells. */
  readonly totals: VerifyCounts;
  /** Groups of the API database whose rows were read. */
  readonly apiGroups: number;
  /** How many findings there are of each kind, in the cells and in the API database. */
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** The findings of the `kinds` that were asked for, up to `maxFindings` of each, in the order of the kinds. */
  readonly findings: readonly Finding[];
  /** How many more there are, of whatever kind. */
  readonly findingsOmitted: number;
  /** Groups of which it is unknown whether they are as they should be, up to `maxFindings`. */
  readonly undecidedGroups: readonly UndecidedGroup[];
  /** Each cell that was to be checked, sorted by uuid. */
  readonly cells: readonly CellVerification[];
  /** Cells that did not answer, for whatever reason; what they hold was not checked, or only in part. */
  readonly unavailableCells: readonly CellUnavailableError[];
  /** Where to resume a verification that was stopped (`--from`); `null` if it finished. */
  readonly resumeFrom: string | null;
}

export function noCounts(): VerifyCounts {
  return { compared: 0, changed: 0, destroyed: 0, undecided: 0, unproved: 0, pending: 0 };
}

export function sumOfCounts(left: VerifyCounts, right: Partial<VerifyCounts>): VerifyCounts {
  return {
    compared: left.compared + (right.compared ?? 0),
    changed: left.changed + (right.changed ?? 0),
    destroyed: left.destroyed + (right.destroyed ?? 0),
    undecided: left.undecided + (right.undecided ?? 0),
    unproved: left.unproved + (right.unproved ?? 0),
    pending: left.pending + (right.pending ?? 0),
  };
}

export function noFindings(): Record<FindingKind, number> {
  return Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<FindingKind, number>;
}
