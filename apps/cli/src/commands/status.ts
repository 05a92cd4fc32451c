import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT, EXIT_BY_OUTCOME } from '../exit-code.js';

export const status = defineCommand({
  path: ['status'],
  description: 'show migration progress, cell by cell',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    check: {
      description: 'end with 0 only if every cell is complete: the fallback may be dropped',
    },
  },
  examples: [
    'cellbridge status',
    'cellbridge status --cell cell1',
    'cellbridge status --check && echo "the move is done"',
  ],
  async handler(invocation) {
    const { migrationStatus, statusOutcome } = await import('@cellbridge/migrator');
    const { describeTwinCells } = await import('../cell-notes.js');
    const { noCells, withCells, withDeployment } = await import('../deployment.js');
    const { isDefault } = await import('../settings.js');
    const { describeSeveralPolicies } = await import('../policy-notes.js');
    const { describeStatus, printStatus } = await import('../print-status.js');
    const { output, options, settings, apiUrl } = invocation;
    const { cell: cellNames, check } = options;
    const open = check ? withCells : withDeployment;
    const { notes, twins, ...status } = await open(invocation, async (deployment) => {
      const status = await migrationStatus(deployment, { cells: cellNames });
      const isTold = !output.isJson && !status.ready;
      const up = status.cells.filter(({ state }) => state !== 'unavailable');
      const cellUuids = up.map(({ uuid }) => uuid);
      const notes = isTold ? await describeSeveralPolicies(deployment, cellUuids) : [];
      return { ...status, notes, twins: describeTwinCells(deployment) };
    });
    output.document(status);
    printStatus(output, status);
    for (const line of [...twins, ...describeStatus(status.cells), ...notes]) output.line(line);
    if (status.cells.length === 0) output.line(noCells(apiUrl));
    if (check && isDefault(settings.apiDb)) {
      output.line(`No API database given; this is the status of ${apiUrl}.`);
    }
    const which = cellNames ? 'Every chosen cell' : 'Every cell';
    output.line(status.ready ? `${which} is complete.` : 'The move is not complete.');
    return check ? EXIT_BY_OUTCOME[statusOutcome(status)] : EXIT.done;
  },
});
