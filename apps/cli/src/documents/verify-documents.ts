import type { ProofComparison, ProofTotals, VerificationDocument } from '@cellbridge/migrator';
import type { ExitCode } from '../exit-code.js';

/** The proof that a verification has written. */
export interface WrittenProofDocument extends ProofTotals {
  /** The path of the file. */
  readonly file: string;
}

/** What a verification found. */
export interface FinishedVerificationDocument extends VerificationDocument {
  /** The exit code of the command. */
  readonly exitCode: ExitCode;
  /** The proof that it wrote (`--proof`); `null` if none was asked for, or it was stopped. */
  readonly proof: WrittenProofDocument | null;
}

/** What became of the groups of a proof (`--against`). */
export interface ComparisonDocument extends ProofComparison {
  /** The exit code of the command. */
  readonly exitCode: ExitCode;
}
