/**
 * The lines of a proof file, each a JSON document: a {@link ProofHeader}, a {@link ProofLine} for each group that
 * has moved, {@link ProofTotals}, and a seal, the SHA-256 of all lines before it. The groups come cell by cell in
 * the order of the cells' uuids, then in the order of their rows in the cell: the order of the receipts' index.
 */
import type { VerifyReport } from '../verify/verify-report.js';

export const PROOF_FORMAT = 'cellbridge-proof';

/** The version of the format that this release writes, and the newest that it reads. */
export const PROOF_VERSION = 1;

/** How each kind of line begins, after the first one. */
export const GROUP_START = '{"uuid":';
export const TOTALS_START = '{"totals":';
export const SEAL_START = '{"sha256":';

/** A cell that did not answer. */
export interface UnverifiedCell {
  readonly uuid: string;
  readonly name: string | null;
  readonly message: string;
}

/** What the verification of a proof found; of findings and undecided groups, the first 1,000 each. */
export interface ProvedVerification
  extends Pick<
    VerifyReport,
    | 'outcome'
    | 'totals'
    | 'apiGroups'
    | 'counts'
    | 'cells'
    | 'findings'
    | 'findingsOmitted'
    | 'undecidedGroups'
  > {
  readonly unavailableCells: readonly UnverifiedCell[];
}

/** The first line of a proof. */
export interface ProofHeader {
  readonly format: typeof PROOF_FORMAT;
  readonly version: number;
  /** The program and its version. */
  readonly writtenBy: string;
  /** When the verification began and ended, in ISO 8601, UTC. */
  readonly startedAt: string;
  readonly verifiedAt: string;
  /** Whether it was of all cells. */
  readonly isWhole: boolean;
  readonly verification: ProvedVerification;
}

/** A group that has moved. */
export interface ProofLine {
  readonly uuid: string;
  /** The cell that its receipt names. */
  readonly cell: string;
  /** `destroyed`: the receipt says so, or the group was no longer in the API database. */
  readonly state: 'moved' | 'destroyed';
  /** The digest of the receipt: the group when it moved. */
  readonly receipt: string;
  /** The digest of the group in the API database; `null` if it was destroyed. */
  readonly content: string | null;
}

/** What the lines of groups add up to. */
export interface ProofCounts {
  /** Groups that have moved, destroyed ones included. */
  readonly groups: number;
  readonly destroyed: number;
  readonly policies: number;
  readonly members: number;
  /** The SHA-256 of the lines: the same if the receipts and the groups are the same. */
  readonly digest: string;
}

export interface ProofCell extends ProofCounts {
  readonly uuid: string;
  /** `null` if it has no name, or is not mapped. */
  readonly name: string | null;
}

export interface ProofTotals extends ProofCounts {
  /** When the file was written, in ISO 8601, UTC. */
  readonly writtenAt: string;
  readonly cells: readonly ProofCell[];
}

/** A proof without its groups. */
export interface Proof {
  readonly header: ProofHeader;
  readonly totals: ProofTotals;
}
