import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { PROJECT_OPTION } from '../project-option.js';

export const groupDelete: Command = {
  path: ['group', 'delete'],
  description: 'destroy a group, wherever it is',
  arguments: [{ name: '<uuid>', description: 'its uuid' }],
  options: [CELL_DB_OPTION, PROJECT_OPTION],
  examples: ['cellbridge group delete 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11'],
  async handler(invocation) {
    const { InstanceGroup } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { contextOf } = await import('../project-option.js');
    return await withDeployment(invocation, async (deployment) => {
      const [uuid = ''] = invocation.arguments;
      const group = await InstanceGroup.getByUuid(contextOf(deployment, invocation), uuid);
      await group.destroy();
      invocation.output.line(`Group ${group.uuid} has been destroyed.`);
      invocation.output.document({ uuid: group.uuid });
      return EXIT.done;
    });
  },
};
