import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, PROJECT_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const groupAddMember = defineCommand({
  path: ['group', 'add-member'],
  description: 'add instances to a group, wherever it is',
  arguments: {
    uuid: { description: "the group's uuid" },
    instances: { description: 'uuids of instances', isVariadic: true },
  },
  options: { cellDb: CELL_DB_OPTION, project: PROJECT_OPTION },
  examples: [
    'cellbridge group add-member 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11 9f49c9c9-59d7-47e0-a278-4e9b2aea323c',
  ],
  async handler(invocation) {
    const { checkUuid, InstanceGroup } = await import('@cellbridge/objects');
    const { contextOf, withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const { uuid, instances } = invocation.arguments;
    return await withDeployment(invocation, async (deployment) => {
      const added = instances.map((instance) => checkUuid(instance, 'uuid of an instance'));
      const context = contextOf(deployment, invocation);
      const members = await InstanceGroup.addMembers(context, uuid, added);
      output.line(`Group ${uuid} has ${members.length} members now.`);
      output.document({ uuid, members: members.sort() });
      return EXIT.done;
    });
  },
});
