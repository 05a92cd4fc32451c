import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, REASON_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const quarantineList = defineCommand({
  path: ['quarantine', 'list'],
  description: 'list the groups that could not move',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: { value: 'NAME', description: 'only those of this cell' },
    reason: REASON_OPTION,
    all: { description: 'include the resolved ones, and who resolved them' },
  },
  examples: ['cellbridge quarantine list', 'cellbridge quarantine list --all --json'],
  async handler(invocation) {
    const { listQuarantined, quarantineDocument } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { options, output } = invocation;
    const { cell, reason, all } = options;
    return await withDeployment(invocation, async (deployment) => {
      const entries = await listQuarantined(deployment, { cell, reason, resolved: all });
      output.document(entries.map(quarantineDocument));
      if (entries.length === 0) output.line('Nothing is in quarantine.');
      else {
        output.table(
          ['UUID', 'Cell', 'Reason', 'Attempts', 'Since', ...(all ? ['Resolution'] : [])],
          entries.map((entry) => [
            entry.groupUuid,
            deployment.cells.find(({ uuid }) => uuid === entry.cellUuid)?.name ?? entry.cellUuid,
            entry.reason,
            entry.attempts,
            entry.createdAt.slice(0, 19),
            ...(all ? [entry.resolution && `${entry.resolution} by ${entry.resolvedBy}`] : []),
          ]),
        );
        output.line('"cellbridge quarantine show UUID" shows both sides of a group.');
      }
      return EXIT.done;
    });
  },
});
