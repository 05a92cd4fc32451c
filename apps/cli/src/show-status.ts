import {
  type CellStatus,
  type MigrationStatus,
  migrationStatus,
  type StatusTotals,
} from '@cellbridge/migrator';
import { isEmbeddedDefault } from './api-url.js';
import { describeTwinCells } from './cell-notes.js';
import type { Invocation } from './command.js';
import { noCells, withCells, withDeployment } from './deployment.js';
import { EXIT } from './exit-code.js';
import { describeObstacles, exitCodeOfCells } from './move-obstacles.js';
import { duration, type Output } from './output.js';
import { describeSeveralPolicies } from './policy-notes.js';

const RUN = '"cellbridge db online-data-migrations"';

/** Shows how far the move is; with `--check` the exit code says whether it is done. */
export async function showStatus(invocation: Invocation): Promise<number> {
  const { output, options, apiUrl } = invocation;
  const chosen = options.cell as string[] | undefined;
  const open = options.check ? withCells : withDeployment;
  const { notes, twins, ...status } = await open(invocation, async (deployment) => {
    const status = await migrationStatus(deployment, { cells: chosen });
    const isTold = !output.isJson && !status.ready;
    const up = status.cells.filter(({ state }) => state !== 'unavailable');
    const uuids = up.map(({ uuid }) => uuid);
    const notes = isTold ? await describeSeveralPolicies(deployment, uuids) : [];
    return { ...status, notes, twins: describeTwinCells(deployment) };
  });
  const { cells, ready } = status;
  output.document(status);
  printTable(output, status);
  const lines = [...twins, ...cells.flatMap(describeRun), ...describeObstacles(cells), ...notes];
  for (const line of lines) output.line(line);
  if (cells.length === 0) output.line(noCells(apiUrl));
  if (options.check && isEmbeddedDefault(apiUrl)) {
    output.line(`No API database was named; this is about ${apiUrl}.`);
  }
  const which = chosen ? 'Every chosen cell' : 'Every cell';
  output.line(ready ? `${which} is complete.` : 'The move is not complete.');
  return options.check && !ready ? exitCodeOfCells(cells) : EXIT.done;
}

function printTable(output: Output, { cells, totals }: MigrationStatus): void {
  const counts = ({ done, remaining, quarantined, ratePerSecond, etaSeconds }: StatusTotals) => [
    done,
    remaining,
    quarantined,
    ratePerSecond === null ? null : Math.round(ratePerSecond),
    etaSeconds === null ? null : duration(etaSeconds),
  ];
  const rows = cells.map((cell) => [cell.name ?? cell.uuid, cell.state, ...counts(cell)]);
  if (cells.length > 1) rows.push(['Total', '', ...counts(totals)]);
  output.table(['Cell', 'State', 'Done', 'Remaining', 'Quarantine', 'Groups/s', 'Time left'], rows);
}

/** What a person should know of the last run in a cell: a line each, or none. */
function describeRun(cell: CellStatus): string[] {
  const { state, silentSeconds, lastError } = cell;
  const name = cell.name ?? cell.uuid;
  const silence = duration(silentSeconds ?? 0);
  switch (state) {
    case 'running':
      return [`${name}: the run gave its last sign of life ${silence} ago.`];
    case 'interrupted':
      return [
        `${name}: the run was interrupted; it has given no sign of life for ${silence}. Run ${RUN} to go on.`,
      ];
    case 'stopped':
      // The last run could not reach the cell, and it answers now.
      return lastError === null
        ? []
        : [`${name} answers. In the last run: ${lastError} Run ${RUN} to go on.`];
    case 'failed':
      // What a run fails with need not say where.
      return lastError === null ? [] : [`${name}: ${lastError}`];
    default:
      return lastError === null ? [] : [lastError];
  }
}
