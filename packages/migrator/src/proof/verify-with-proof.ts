import { guardListener } from '@cellbridge/db-api';
import { type Deployment, refuseUnless } from '@cellbridge/objects';
import { checkFunction, checkOptions } from '../check-options.js';
import { checkNewFile } from '../files/new-file.js';
import { type VerifyOptions, verifyDeployment } from '../verify/verify-deployment.js';
import type { VerifyReport } from '../verify/verify-report.js';
import {
  PROOF_FORMAT,
  PROOF_VERSION,
  type Proof,
  type ProofHeader,
  type ProvedVerification,
} from './proof-format.js';
import { type ProofProgress, writeProof } from './write-proof.js';

/** How many findings, and how many undecided groups, a proof holds; it holds the counts of all. */
const MAX_PROVED_FINDINGS = 1_000;

/** What is verified and proved, and who is notified. Only a whole verification is proved: none is resumed. */
export interface ProveOptions extends Omit<VerifyOptions, 'resumeFrom'> {
  /** The program and its version, for the proof. Default: `@cellbridge/migrator`. */
  readonly writtenBy?: string | undefined;
  /** Called as the proof is written; an error that it throws becomes a Node.js warning. */
  readonly onProof?: ((progress: ProofProgress) => unknown) | undefined;
}

/** A verification, and the proof that was written of it. */
export interface ProvedReport {
  readonly report: VerifyReport;
  /** `null` if the signal ended it before the end: no file was made. */
  readonly proof: Proof | null;
}

/**
 * Verifies a deployment, and writes a file that proves what was found, whatever the outcome: the report, and for
 * each group that has moved the digests of its receipt and of its content now. Each group is read in one state;
 * groups that move while the file is written may be in it or not. {@link compareWithProof} reads it later.
 *
 * @param path the new file. It holds no passwords and no members, and has the rights that new files of this
 *   process have.
 * @throws InvalidInputError as `verifyDeployment`, if the file exists, or the system refuses to write it.
 */
export async function verifyWithProof(
  deployment: Deployment,
  path: string,
  options: ProveOptions = {},
): Promise<ProvedReport> {
  checkOptions(options);
  const { cells, batchSize = 500, signal, writtenBy = '@cellbridge/migrator' } = options;
  refuseUnless(typeof path === 'string' && path !== '', 'path', path, 'the path of a file');
  refuseUnless(typeof writtenBy === 'string', 'writtenBy', writtenBy, 'a name and a version');
  checkFunction('onProof', options.onProof);
  // Before the verification, which may take hours.
  await checkNewFile(path);
  const startedAt = new Date().toISOString();
  const report = await verifyDeployment(deployment, { ...options, resumeFrom: undefined });
  if (report.resumeFrom !== null) return { report, proof: null };
  const header: ProofHeader = {
    format: PROOF_FORMAT,
    version: PROOF_VERSION,
    writtenBy,
    startedAt,
    verifiedAt: new Date().toISOString(),
    isWhole: cells === undefined,
    verification: summarize(report),
  };
  const onProof = guardListener('onProof', options.onProof);
  const proof = await writeProof(deployment, path, header, { cells, batchSize, signal, onProof });
  return { report, proof: proof ?? null };
}

function summarize({ resumeFrom: _, ...report }: VerifyReport): ProvedVerification {
  const findings = report.findings.slice(0, MAX_PROVED_FINDINGS);
  return {
    ...report,
    findings,
    findingsOmitted: report.findingsOmitted + report.findings.length - findings.length,
    undecidedGroups: report.undecidedGroups.slice(0, MAX_PROVED_FINDINGS),
    unavailableCells: report.unavailableCells.map(({ cellUuid: uuid, cellName: name, message }) => {
      return { uuid, name, message };
    }),
  };
}
