import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, PROJECT_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const groupDelete = defineCommand({
  path: ['group', 'delete'],
  description: 'destroy a group, wherever it is',
  arguments: { uuid: { description: 'its uuid' } },
  options: { cellDb: CELL_DB_OPTION, project: PROJECT_OPTION },
  examples: ['cellbridge group delete 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11'],
  async handler(invocation) {
    const { InstanceGroup } = await import('@cellbridge/objects');
    const { contextOf, withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    return await withDeployment(invocation, async (deployment) => {
      const context = contextOf(deployment, invocation);
      const group = await InstanceGroup.getByUuid(context, invocation.arguments.uuid);
      await group.destroy();
      output.line(`Group ${group.uuid} has been destroyed.`);
      output.document({ uuid: group.uuid });
      return EXIT.done;
    });
  },
});
