import type { VerifyOutcome } from '../verify/verify-report.js';

/** What became of a group since a proof was written, in the order of a report. */
export const FATES = [
  'missing',
  'unproven',
  'altered',
  'returned',
  'unrecorded',
  'changed',
  'destroyed',
  'same',
] as const;

/**
 * What became of a group since a proof was written.
 *
 * - `missing`: the API database has neither the group nor its receipt. · `unproven`: it lost the receipt.
 * - `altered`: the receipt has another digest. `db sync` may replace one that the first release made.
 * - `returned`: the group was destroyed, and is there again: the database was restored, or its rows were put back.
 * - `unrecorded`: the group is gone, and its receipt does not say that it was destroyed. Nova deletes groups
 *   so, and so does a hand.
 * - `changed`: the group has other content. · `destroyed`: as its receipt records. · `same`: nothing happened.
 */
export type Fate = (typeof FATES)[number];

/** The fates that no service causes. */
export const WRONG_FATES: readonly Fate[] = ['missing', 'unproven', 'altered', 'returned'];

/** A group whose fate is not `same`. */
export interface ComparedGroup {
  readonly fate: Fate;
  readonly groupUuid: string;
  /** The cell that it moved from, as the proof names it. */
  readonly cellUuid: string;
  /** What exactly, in plain words. */
  readonly details: string;
}

/**
 * How a comparison ended; the first that holds.
 *
 * - `findings`: groups or receipts are lost or altered, or destroyed groups are back.
 * - `undecided`: groups are gone, and no receipt says that they were destroyed.
 * - `stopped`: it was ended by its signal. · `clean`: all that happened is what services do.
 */
export type ComparisonOutcome = 'findings' | 'undecided' | 'stopped' | 'clean';

/** What a comparison with a proof found. */
export interface ProofComparison {
  readonly outcome: ComparisonOutcome;
  readonly proof: {
    readonly writtenBy: string;
    /** In ISO 8601, UTC. */
    readonly writtenAt: string;
    /** How its verification ended. */
    readonly outcome: VerifyOutcome;
    readonly groups: number;
    readonly digest: string;
    readonly cells: readonly { readonly uuid: string; readonly name: string | null }[];
  };
  /** How many groups of the proof were compared. */
  readonly compared: number;
  /** How many of them had each fate. */
  readonly counts: Readonly<Record<Fate, number>>;
  /** How many groups have moved since; `null` if it was stopped. */
  readonly movedSince: number | null;
  /** The groups whose fate is not `same`, up to `maxGroups` of each, in the order of the fates. */
  readonly groups: readonly ComparedGroup[];
  /** How many more there are. */
  readonly groupsOmitted: number;
}
