import type { CellRecovery, RecoverReport } from '@cellbridge/migrator';
import { counted } from './counted.js';
import { eachSecond } from './each-second.js';
import type { Output } from './output.js';

/** Prints progress beside the result, once a second. */
export function showProgress(output: Output): (cell: CellRecovery) => void {
  return eachSecond(({ name, uuid, groups }) => {
    output.progress(`${name ?? uuid}: ${counted(groups, 'group')} so far.`);
  });
}

/** Prints what was restored, and what could not be. */
export function printRecovery(output: Output, report: RecoverReport): void {
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
  if (outcome === 'stopped') output.line('Stopped. Run it again to continue.');
  const count = cells.reduce(
    (sum, { groups, receipts, remapped }) => sum + groups + receipts + remapped,
    0,
  );
  if (count === 0) {
    if (outcome === 'complete')
      output.line('The API database has lost nothing that a receipt in a cell proves.');
  } else if (dryRun) output.line('Nothing was written. Run it without --dry-run to restore this.');
  else if (outcome !== 'stopped')
    output.line('Run "cellbridge db online-data-migrations" to finish the move.');
}
