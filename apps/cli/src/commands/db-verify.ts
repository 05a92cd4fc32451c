import type { FindingKind } from '@cellbridge/migrator';
import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT, EXIT_BY_OUTCOME } from '../exit-code.js';
import { wholeNumber } from '../parse.js';
import { VERSION } from '../version.js';

/** Written out, because options are read before anything is loaded that knows them. */
export const KINDS = [
  'missing',
  'unproven',
  'different',
  'duplicated',
  'remapped',
  'unmapped',
  'invalid',
  'leftover',
  'stranded',
  'orphaned',
  'quarantined',
] as const satisfies readonly FindingKind[];

export const dbVerify = defineCommand({
  path: ['db', 'verify'],
  description: 'compare the content of moved groups on both sides, while the service runs',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    kind: {
      value: 'KIND',
      description: 'list all findings of this kind, and no others; repeatable',
      choices: KINDS,
      isRepeatable: true,
    },
    all: { description: 'list all findings, including those that need no action' },
    batchSize: {
      value: 'N',
      description: 'groups, receipts or rows read at a time (500)',
      parse: wholeNumber,
    },
    from: { value: 'PLACE', description: 'continue a stopped verification from here' },
    proof: {
      value: 'FILE',
      description: 'write what was found to a new file, to keep as evidence',
    },
    against: {
      value: 'FILE',
      description: 'compare with such a file: what became of its groups since',
    },
  },
  examples: [
    'cellbridge db verify',
    'cellbridge db verify --cell cell1',
    'cellbridge db verify --kind different --kind missing',
    'cellbridge db verify --json > verify.json   # 0: clean, 2: findings, 4: a cell is down, 5: undecided',
    'cellbridge db verify --proof after-the-move.proof',
    'cellbridge db verify --against after-the-move.proof   # 0: nothing lost, 2: findings, 5: undecided',
  ],
  async handler(invocation) {
    const { options, output, io } = invocation;
    const { cell, kind, all, batchSize, from, proof: proofFile, against } = options;
    if (against !== undefined) {
      const { verifyAgainst } = await import('../verify-against.js');
      return await verifyAgainst(invocation, against);
    }
    const { verificationDocument, verifyDeployment, verifyWithProof } = await import(
      '@cellbridge/migrator'
    );
    const { describeTwinCells } = await import('../cell-notes.js');
    const { withCells } = await import('../deployment.js');
    const { listingOf, printVerification, showProgress } = await import('../print-verification.js');
    const { describeProof, proofPath, showProofProgress } = await import('../proof-file.js');
    const listing = listingOf({ named: kind, isAll: all || output.isJson });
    const file =
      proofFile === undefined ? undefined : proofPath(io, proofFile, '--proof', { from });
    const { report, proof } = await withCells(invocation, async (deployment) => {
      for (const line of describeTwinCells(deployment)) output.warn(line);
      const verification = {
        cells: cell,
        batchSize,
        resumeFrom: from,
        kinds: listing.kinds,
        signal: io.heedInterruption(),
        onProgress: showProgress(output),
      };
      if (file === undefined) {
        return { report: await verifyDeployment(deployment, verification), proof: null };
      }
      const writtenBy = `cellbridge ${VERSION}`;
      const onProof = showProofProgress(output, 'Writing the proof');
      return await verifyWithProof(deployment, file, { ...verification, writtenBy, onProof });
    }).finally(() => output.log.clearProgress());
    const isUnproved = file !== undefined && proof === null;
    // A proof that was asked for and is not there is no success.
    const exitCode = EXIT_BY_OUTCOME[report.outcome] || (isUnproved ? EXIT.more : EXIT.done);
    output.document({
      ...verificationDocument(report),
      exitCode,
      proof: file === undefined || proof === null ? null : { file, ...proof.totals },
    });
    printVerification(output, report, listing);
    if (file !== undefined) output.line(describeProof(file, proof));
    return exitCode;
  },
});
