import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { PROJECT_OPTION } from '../project-option.js';

export const groupShow: Command = {
  path: ['group', 'show'],
  description: 'show a group',
  arguments: [{ name: '<group>', description: 'its uuid or its name' }],
  options: [CELL_DB_OPTION, PROJECT_OPTION],
  examples: [
    'cellbridge group show 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11',
    'cellbridge group show web --project 486d3d95 --json',
  ],
  async handler(invocation) {
    const { InstanceGroup } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { printGroup } = await import('../print-groups.js');
    const { contextOf } = await import('../project-option.js');
    return await withDeployment(invocation, async (deployment) => {
      const [hint = ''] = invocation.arguments;
      printGroup(
        invocation,
        await InstanceGroup.getByHint(contextOf(deployment, invocation), hint),
      );
      return EXIT.done;
    });
  },
};
