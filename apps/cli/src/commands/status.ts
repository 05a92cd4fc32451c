import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const status: Command = {
  path: ['status'],
  description: 'say how the move stands, cell by cell',
  options: [
    {
      flags: '--check',
      description: 'end with 0 only if every cell is complete: the fallback may be dropped',
    },
  ],
  examples: ['cellbridge status', 'cellbridge status --check && echo "the move is done"'],
  async handler(invocation) {
    const { migrationStatus } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { duration } = await import('../output.js');
    const { output, options } = invocation;
    const { cells, ready } = await withDeployment(invocation, migrationStatus);
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
    if (cells.length === 0) output.line('There are no cells in cell_mappings.');
    output.line(ready ? 'Every cell is complete.' : 'The move is not complete.');
    if (!options.check || ready) return EXIT.done;
    if (cells.some((cell) => cell.state === 'unavailable')) return EXIT.unavailable;
    const isStuck = cells.every((cell) => (cell.remaining ?? 0) <= cell.quarantined);
    return isStuck && cells.some((cell) => cell.quarantined > 0) ? EXIT.quarantined : EXIT.more;
  },
};
