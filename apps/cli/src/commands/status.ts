import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const status: Command = {
  path: ['status'],
  description: 'show migration progress, cell by cell',
  options: [
    CELL_DB_OPTION,
    {
      flags: '--check',
      description: 'end with 0 only if every cell is complete: the fallback may be dropped',
    },
  ],
  examples: ['cellbridge status', 'cellbridge status --check && echo "the move is done"'],
  async handler(invocation) {
    const { migrationStatus } = await import('@cellbridge/migrator');
    const { describeObstacles, exitCodeOfCells } = await import('../move-obstacles.js');
    const { noCells, withCells, withDeployment } = await import('../deployment.js');
    const { describeSeveralPolicies } = await import('../policy-notes.js');
    const { duration } = await import('../output.js');
    const { output, options } = invocation;
    const open = options.check ? withCells : withDeployment;
    const { cells, ready, notes } = await open(invocation, async (deployment) => {
      const status = await migrationStatus(deployment);
      const isTold = !output.isJson && !status.ready;
      const up = status.cells.filter(({ state }) => state !== 'unavailable');
      const uuids = up.map(({ uuid }) => uuid);
      return { ...status, notes: isTold ? await describeSeveralPolicies(deployment, uuids) : [] };
    });
    output.document({ cells, ready });
    output.table(
      ['Cell', 'State', 'Done', 'Remaining', 'Quarantine', 'Groups/s', 'Time left'],
      cells.map((cell) => [
        cell.name ?? cell.uuid,
        cell.state,
        cell.done,
        cell.remaining,
        cell.quarantined,
        cell.ratePerSecond === null ? null : Math.round(cell.ratePerSecond),
        cell.etaSeconds === null ? null : duration(cell.etaSeconds),
      ]),
    );
    for (const { lastError } of cells) if (lastError) output.line(lastError);
    for (const line of [...describeObstacles(cells), ...notes]) output.line(line);
    if (cells.length === 0) output.line(noCells(invocation.apiUrl));
    output.line(ready ? 'Every cell is complete.' : 'The move is not complete.');
    return options.check && !ready ? exitCodeOfCells(cells) : EXIT.done;
  },
};
