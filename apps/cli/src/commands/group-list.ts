import type { Deployment } from '@cellbridge/objects';
import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { PROJECT_OPTION } from '../project-option.js';

export const groupList: Command = {
  path: ['group', 'list'],
  description: 'list groups, wherever they are, sorted by uuid',
  options: [CELL_DB_OPTION, PROJECT_OPTION],
  examples: ['cellbridge group list', 'cellbridge group list --project 486d3d95 --json'],
  async handler(invocation) {
    const { InstanceGroupList } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { contextOf } = await import('../project-option.js');
    const { printGroups } = await import('../print-groups.js');
    const missed = new Map<string, string>();
    const work = async (deployment: Deployment) => {
      await printGroups(invocation, InstanceGroupList.iterate(contextOf(deployment, invocation)));
    };
    await withDeployment(invocation, work, {
      onCellDown: 'skip',
      onCellSkipped: ({ cellUuid, message }) => missed.set(cellUuid, message),
    });
    for (const message of missed.values()) {
      invocation.output.note(`${message} Its groups are not listed.`);
    }
    return missed.size > 0 ? EXIT.unavailable : EXIT.done;
  },
};
