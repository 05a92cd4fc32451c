import { compareWithProof } from '@cellbridge/migrator';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { withCells } from './deployment.js';
import type { ComparisonDocument } from './documents/verify-documents.js';
import { EXIT_BY_OUTCOME } from './exit-code.js';
import { printComparison } from './print-comparison.js';
import { proofPath, showProofProgress } from './proof-file.js';

interface AgainstOptions extends CellDbOptions {
  readonly cell: string[] | undefined;
  readonly kind: string[] | undefined;
  readonly from: string | undefined;
  readonly proof: string | undefined;
  readonly all: boolean;
  readonly batchSize: number | undefined;
}

/** Compares a deployment with a proof that was written before. @returns the exit code. */
export async function verifyAgainst(
  invocation: Invocation<AgainstOptions, object, ComparisonDocument>,
  file: string,
): Promise<number> {
  const { io, output, options } = invocation;
  const { cell, kind, from, proof, all, batchSize } = options;
  const path = proofPath(io, file, '--against', { cell, kind, from, proof });
  const comparison = await withCells(invocation, (deployment) =>
    compareWithProof(deployment, path, {
      batchSize,
      signal: io.heedInterruption(),
      onProof: showProofProgress(output, 'Comparing with the proof'),
    }),
  ).finally(() => output.log.clearProgress());
  const exitCode = EXIT_BY_OUTCOME[comparison.outcome];
  output.document({ ...comparison, exitCode });
  printComparison(output, comparison, all);
  return exitCode;
}
