import type { CellUnavailableError } from '@cellbridge/objects';
import { FINDING_KINDS, type Finding, type FindingKind } from './finding.js';
import type { UndecidedGroup } from './pass.js';

/** What was looked at, in groups. */
export interface Counts {
  /** Groups that have moved, of which both sides were compared. */
  compared: number;
  /** Of these: changed after the move, in a way that explains every difference. */
  changed: number;
  /** Of these: not in the API database any more; a receipt without a group was destroyed. */
  destroyed: number;
  /**
   * Of these: not as they moved, without a sign that anything is wrong, while the cell no longer says
   * what moved (its rows were purged), or an earlier release moved them and recorded no changes. And
   * live groups whose rows somebody held for longer than a lock is waited for.
   */
  undecided: number;
  /** Of these: the API database alone proves that they moved; the cell has no row of them any more. */
  unproved: number;
  /** Live groups that have not moved yet. */
  pending: number;
}

/** How one cell was found. */
export interface CellVerification extends Readonly<Counts> {
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
 * - `undecided`: of some groups, or of a cell that is not mapped, it cannot be told. · `stopped`: it was ended by its signal.
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

/** What a verification found; of a part only, where it was given a place to go on from. */
export interface VerifyReport {
  readonly outcome: VerifyOutcome;
  /** Over all cells. */
  readonly totals: Readonly<Counts>;
  /** Groups of the API database whose rows were looked at. */
  readonly apiGroups: number;
  /** How many findings there are of each kind, in the cells and in the API database. */
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** The findings of the `kinds` that were asked for, up to `maxFindings` of each, in the order of the kinds. */
  readonly findings: readonly Finding[];
  /** How many more there are, of whatever kind. */
  readonly findingsOmitted: number;
  /** Groups of which it cannot be told whether they are as they should be, up to `maxFindings`. */
  readonly undecidedGroups: readonly UndecidedGroup[];
  /** Each cell that was to be looked at, sorted by uuid. */
  readonly cells: readonly CellVerification[];
  /** Cells that did not answer, for whatever reason; what they hold was not looked at, or only in part. */
  readonly unavailableCells: readonly CellUnavailableError[];
  /** Where to go on, for `resumeFrom`; `null` if it came to its end. */
  readonly resumeFrom: string | null;
}

export function noCounts(): Counts {
  return { compared: 0, changed: 0, destroyed: 0, undecided: 0, unproved: 0, pending: 0 };
}

export function addCounts(total: Counts, added: Partial<Counts>): void {
  total.compared += added.compared ?? 0;
  total.changed += added.changed ?? 0;
  total.destroyed += added.destroyed ?? 0;
  total.undecided += added.undecided ?? 0;
  total.unproved += added.unproved ?? 0;
  total.pending += added.pending ?? 0;
}

export function noFindings(): Record<FindingKind, number> {
  return Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<FindingKind, number>;
}
