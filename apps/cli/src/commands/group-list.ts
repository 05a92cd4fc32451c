import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, PROJECT_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const groupList = defineCommand({
  path: ['group', 'list'],
  description: 'list groups, wherever they are, sorted by uuid',
  options: { cellDb: CELL_DB_OPTION, project: PROJECT_OPTION },
  examples: ['cellbridge group list', 'cellbridge group list --project 486d3d95 --json'],
  async handler(invocation) {
    const { InstanceGroupList } = await import('@cellbridge/objects');
    const { contextOf, withDeployment } = await import('../deployment.js');
    const { printGroups } = await import('../print-groups.js');
    const missed = new Map<string, string>();
    await withDeployment(
      invocation,
      (deployment) =>
        printGroups(invocation, InstanceGroupList.iterate(contextOf(deployment, invocation))),
      {
        onCellDown: 'skip',
        onCellSkipped: ({ cellUuid, message }) => missed.set(cellUuid, message),
      },
    );
    for (const message of missed.values()) {
      invocation.output.warn(`${message} Its groups are not listed.`);
    }
    return missed.size > 0 ? EXIT.unavailable : EXIT.done;
  },
});
