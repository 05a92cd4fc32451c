import type { VerifyReport } from '../verify/verify-report.js';
import { type UnavailableCell, unavailableCellsOf } from './unavailable-cells.js';

/** What a verification found, for programs. */
export interface VerificationDocument extends Omit<VerifyReport, 'unavailableCells'> {
  readonly unavailableCells: readonly UnavailableCell[];
}

/** The document of a verification. */
export function verificationDocument(report: VerifyReport): VerificationDocument {
  return { ...report, unavailableCells: unavailableCellsOf(report.unavailableCells) };
}
