import { type Deployment, now, toIso } from '@cellbridge/objects';
import { unavailableCellsOf } from '../documents/unavailable-cells.js';
import { readProof } from '../proof/read-proof.js';
import { type VerifyOptions, verifyDeployment } from '../verify/verify-deployment.js';
import type { ReportedVerification } from './move-report.js';

/** How many findings of a kind are listed. */
const MOST_FINDINGS = 1_000;

/**
 * Verifies a deployment for a report.
 *
 * @returns what was found; `undefined` if the signal ended it before the end.
 */
export async function verifyForReport(
  deployment: Deployment,
  options: Pick<VerifyOptions, 'cells' | 'signal' | 'onProgress'>,
): Promise<ReportedVerification | undefined> {
  const report = await verifyDeployment(deployment, { ...options, maxFindings: MOST_FINDINGS });
  const { resumeFrom, unavailableCells, ...found } = report;
  if (resumeFrom !== null) return undefined;
  return {
    verifiedAt: toIso(now()) ?? '',
    writtenBy: null,
    isWhole: options.cells === undefined,
    document: { ...found, unavailableCells: unavailableCellsOf(unavailableCells) },
  };
}

/**
 * Reads the verification that a proof file has recorded.
 *
 * @throws InvalidInputError as `compareWithProof` does.
 */
export async function recordedVerification(path: string): Promise<ReportedVerification> {
  const { header } = await readProof(path);
  const { verifiedAt, writtenBy, isWhole, verification: document } = header;
  return { verifiedAt, writtenBy, isWhole, document };
}
