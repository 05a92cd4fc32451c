import type { MoveReport } from '@cellbridge/migrator';
import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT, EXIT_BY_OUTCOME, type ExitCode } from '../exit-code.js';
import { InterruptedError } from '../interrupted-error.js';
import { refuseBeside } from '../refuse-beside.js';
import { UsageError } from '../usage-error.js';

export const report = defineCommand({
  path: ['report'],
  description: 'write a page to keep: how the move went, and how it stands',
  arguments: {
    file: {
      description: 'the HTML file to write; with --json it may be left out',
      isOptional: true,
    },
  },
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    events: {
      value: 'FILE',
      description: 'a file that --events of a run has written; repeatable',
      isRepeatable: true,
    },
    verify: { description: 'compare both sides of each moved group, and show what was found' },
    proof: {
      value: 'FILE',
      description: 'show the verification that a file of db verify --proof has recorded',
    },
    force: { description: 'overwrite a file that is no report' },
  },
  examples: [
    'cellbridge report move.html',
    'cellbridge report move.html --events monday.jsonl --events tuesday.jsonl',
    'cellbridge report move.html --verify   # also ends as db verify does: 0: clean, 2: findings, 5: undecided',
    'cellbridge report move.html --proof after-the-move.proof',
    'cellbridge report --json > move.json',
  ],
  async handler(invocation) {
    const { options, output, io } = invocation;
    const { cell: cells, events, verify, proof, force } = options;
    const { file: given } = invocation.arguments;
    if (given === undefined && !output.isJson) {
      throw new UsageError('No file given; name the HTML file to write, or add --json.');
    }
    if (verify) refuseBeside('--verify', 'makes a verification of its own', { proof });
    const { renderReport } = await import('@cellbridge/dashboard');
    const { reportOnMove, writeNewFile } = await import('@cellbridge/migrator');
    const { describeTwinCells } = await import('../cell-notes.js');
    const { withCells } = await import('../deployment.js');
    const { showProgress } = await import('../print-verification.js');
    const { pathOf } = await import('../read-file.js');
    const { describeReport, reportFile } = await import('../report-file.js');
    const file = given === undefined ? undefined : await reportFile(io, given, force);
    const recorded = proof === undefined ? undefined : { proof: pathOf(io, proof, '--proof') };
    const report = await withCells(invocation, async (deployment) => {
      for (const line of describeTwinCells(deployment)) output.warn(line);
      return await reportOnMove(deployment, {
        cells,
        events: events?.map((path) => pathOf(io, path, '--events')),
        verification: verify ? 'now' : recorded,
        signal: io.heedInterruption(),
        onVerify: showProgress(output),
      });
    }).finally(() => output.log.clearProgress());
    if (!report) throw new InterruptedError('Stopped before the end; no report was written.');
    if (file) {
      const { path, replaces } = file;
      const write = async (append: (text: string) => Promise<void>) => {
        await append(renderReport(report));
        return path;
      };
      await writeNewFile(path, write, { replaces });
      output.line(describeReport(path, report));
    }
    const exitCode = exitCodeOf(report, verify);
    output.document({ ...report, file: file?.path ?? null, exitCode });
    return exitCode;
  },
});

/** A verification that was asked for decides; a report of a part of the cells is not a whole one. */
function exitCodeOf({ status, verification }: MoveReport, verify: boolean): ExitCode {
  if (verify && verification) return EXIT_BY_OUTCOME[verification.document.outcome];
  const isAnyMissed = status.cells.some(({ state }) => state === 'unavailable');
  return isAnyMissed ? EXIT.unavailable : EXIT.done;
}
