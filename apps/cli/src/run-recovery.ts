import { type CellRecovery, type RecoverReport, recoverDeployment } from '@cellbridge/migrator';
import type { Invocation } from './command.js';
import { counted } from './counted.js';
import { withCells } from './deployment.js';
import { EXIT } from './exit-code.js';
import { missedCells } from './missed-cells.js';
import type { Output } from './output.js';

const EXIT_BY_OUTCOME: Readonly<Record<RecoverReport['outcome'], number>> = {
  complete: EXIT.done,
  failed: EXIT.failed,
  unavailable: EXIT.unavailable,
  stopped: EXIT.more,
};

/** How often people are told how far it has come, in milliseconds. */
const INTERVAL = 1_000;

/** Puts back what the API database has lost, and prints what that was. */
export async function runRecovery(invocation: Invocation): Promise<number> {
  const { io, options, output } = invocation;
  const report = await withCells(invocation, (deployment) =>
    recoverDeployment(deployment, {
      cells: options.cell as string[] | undefined,
      dryRun: options.dryRun === true,
      signal: io.interruption(),
      onProgress: showProgress(output),
    }),
  ).finally(() => output.clearProgress());
  const exitCode = EXIT_BY_OUTCOME[report.outcome];
  output.document(documentOf(report, exitCode));
  printReport(output, report);
  return exitCode;
}

function showProgress(output: Output): (cell: CellRecovery) => void {
  let saidAt = Date.now();
  return ({ name, uuid, groups }) => {
    if (Date.now() - saidAt < INTERVAL) return;
    saidAt = Date.now();
    output.progress(`${name ?? uuid}: ${counted(groups, 'group')} so far.`);
  };
}

function printReport(output: Output, report: RecoverReport): void {
  const { cells, dryRun, outcome, unavailableCells } = report;
  output.table(
    ['Cell', 'Groups', 'Receipts', 'Remapped', 'Not recoverable'],
    cells.map(({ name, uuid, groups, receipts, remapped, unrecoverable }) => {
      return [name ?? uuid, groups, receipts, remapped, unrecoverable.length];
    }),
  );
  for (const { name, uuid, notAsMoved, unrecoverable } of cells) {
    for (const { groupUuid, details } of notAsMoved) {
      output.line(`${name ?? uuid}: group ${groupUuid}: ${details}`);
    }
    for (const { groupUuid, cellGroupId, reason } of unrecoverable) {
      output.line(`${name ?? uuid}: group ${groupUuid ?? `of row ${cellGroupId}`}: ${reason}`);
    }
  }
  for (const { message } of unavailableCells)
    output.line(`${message} Nothing was recovered from it.`);
  if (outcome === 'stopped') output.line('Stopped. Run it again to go on.');
  const count = cells.reduce(
    (sum, { groups, receipts, remapped }) => sum + groups + receipts + remapped,
    0,
  );
  if (count === 0) {
    if (outcome === 'complete')
      output.line('The API database has lost nothing that a cell proves.');
  } else if (dryRun) output.line('Nothing was written. Run it without --dry-run to put this back.');
  else if (outcome !== 'stopped')
    output.line('Run "cellbridge db online-data-migrations" to finish the move.');
}

function documentOf({ unavailableCells, ...report }: RecoverReport, exitCode: number) {
  return {
    ...report,
    exitCode,
    unavailableCells: missedCells(unavailableCells),
  };
}
