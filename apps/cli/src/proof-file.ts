import type { Proof, ProofProgress } from '@cellbridge/migrator';
import { counted } from './counted.js';
import { eachSecond } from './each-second.js';
import type { Io } from './io.js';
import type { Output } from './output.js';
import { pathOf } from './read-file.js';
import { refuseBeside } from './refuse-beside.js';

/** The path of a proof file. @throws UsageError if an option is given that does not go with it. */
export function proofPath(
  io: Io,
  path: string,
  flag: '--proof' | '--against',
  others: Readonly<Record<string, unknown>>,
): string {
  const file = pathOf(io, path, flag);
  const reason = flag === '--proof' ? 'proves a whole verification' : 'compares all of a proof';
  refuseBeside(flag, reason, others);
  return file;
}

/** Shows how far a proof is written or compared, once a second; nothing with `--json`. */
export function showProofProgress(output: Output, what: string): (progress: ProofProgress) => void {
  return eachSecond(({ groups, total }) => {
    output.progress(`${what}: ${groups} of ${counted(total, 'group')}.`);
  });
}

/** What was written to a file, in one sentence. */
export function describeProof(file: string, proof: Proof | null): string {
  if (!proof) return 'Stopped before the proof was written; there is no file.';
  const { groups, digest } = proof.totals;
  return `Wrote the proof of ${counted(groups, 'group')} to ${file}; their digest is ${digest}.`;
}
