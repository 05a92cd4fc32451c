import type { QuarantineReason } from '@cellbridge/db-api';
import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { REASON_OPTION } from '../quarantine-reason.js';

export const quarantineList: Command = {
  path: ['quarantine', 'list'],
  description: 'list the groups that could not move',
  options: [
    CELL_DB_OPTION,
    { flags: '--cell <NAME>', description: 'only of this cell' },
    REASON_OPTION,
    { flags: '--all', description: 'also what was resolved, and by whom' },
  ],
  examples: ['cellbridge quarantine list', 'cellbridge quarantine list --all --json'],
  async handler(invocation) {
    const { listQuarantined } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { quarantineDocument } = await import('../quarantine-document.js');
    const { options, output } = invocation;
    return await withDeployment(invocation, async (deployment) => {
      const entries = await listQuarantined(deployment, {
        cell: options.cell as string | undefined,
        reason: options.reason as QuarantineReason | undefined,
        resolved: options.all === true,
      });
      output.document(entries.map(quarantineDocument));
      if (entries.length === 0) output.line('Nothing is in quarantine.');
      else {
        output.table(
          ['UUID', 'Cell', 'Reason', 'Attempts', 'Since', ...(options.all ? ['Resolution'] : [])],
          entries.map((entry) => [
            entry.groupUuid,
            deployment.cells.find(({ uuid }) => uuid === entry.cellUuid)?.name ?? entry.cellUuid,
            entry.reason,
            entry.attempts,
            entry.createdAt.slice(0, 19),
            ...(options.all
              ? [entry.resolution && `${entry.resolution} by ${entry.resolvedBy}`]
              : []),
          ]),
        );
        output.line('"cellbridge quarantine show UUID" shows both sides of one.');
      }
      return EXIT.done;
    });
  },
};
