import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';
import { oneOf, wholeNumber } from '../parse.js';

export const dbVerify = defineCommand({
  path: ['db', 'verify'],
  description: 'compare the content of moved groups on both sides, while the service runs',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    kind: {
      value: 'KIND',
      description: 'list all findings of this kind, and no others; repeatable',
      isRepeatable: true,
    },
    all: { description: 'list all findings, including those that need no action' },
    batchSize: {
      value: 'N',
      description: 'groups, receipts or rows read at a time (500)',
      parse: wholeNumber,
    },
    from: { value: 'PLACE', description: 'continue a stopped verification from here' },
  },
  examples: [
    'cellbridge db verify',
    'cellbridge db verify --cell cell1',
    'cellbridge db verify --kind different --kind missing',
    'cellbridge db verify --json > verify.json   # 0: clean, 2: findings, 4: a cell is down, 5: undecided',
  ],
  async handler(invocation) {
    const { FINDING_KINDS, verifyDeployment } = await import('@cellbridge/migrator');
    const { describeTwinCells } = await import('../cell-notes.js');
    const { withCells } = await import('../deployment.js');
    const { documentOf, listingOf, printVerification, showProgress } = await import(
      '../print-verification.js'
    );
    const { io, options, output } = invocation;
    const { cell, kind, all, batchSize, from } = options;
    const parseKind = oneOf(FINDING_KINDS);
    const named = kind?.map((text) => parseKind(text, '--kind'));
    const listing = listingOf({ named, isAll: all || output.isJson });
    const report = await withCells(invocation, async (deployment) => {
      for (const line of describeTwinCells(deployment)) output.note(line);
      return await verifyDeployment(deployment, {
        cells: cell,
        batchSize,
        resumeFrom: from,
        kinds: listing.kinds,
        signal: io.heedInterruption(),
        onProgress: showProgress(output),
      });
    }).finally(() => output.clearProgress());
    const exitCode = EXIT_BY_OUTCOME[report.outcome];
    output.document(documentOf(report, exitCode));
    printVerification(output, report, listing);
    return exitCode;
  },
});
