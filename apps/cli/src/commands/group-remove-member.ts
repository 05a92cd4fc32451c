import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { PROJECT_OPTION } from '../project-option.js';

export const groupRemoveMember: Command = {
  path: ['group', 'remove-member'],
  description: 'remove instances from a group, wherever it is',
  arguments: [
    { name: '<uuid>', description: "the group's uuid" },
    { name: '<instances...>', description: 'uuids of instances' },
  ],
  options: [CELL_DB_OPTION, PROJECT_OPTION],
  examples: [
    'cellbridge group remove-member 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11 9f49c9c9-59d7-47e0-a278-4e9b2aea323c',
  ],
  async handler(invocation) {
    const { InstanceGroup } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { contextOf } = await import('../project-option.js');
    return await withDeployment(invocation, async (deployment) => {
      const [uuid = '', ...instances] = invocation.arguments;
      const context = contextOf(deployment, invocation);
      await InstanceGroup.removeMembers(context, uuid, instances);
      const { members } = await InstanceGroup.getByUuid(context, uuid);
      invocation.output.line(`Group ${uuid} has ${members.length} members now.`);
      invocation.output.document({ uuid, members: members.sort() });
      return EXIT.done;
    });
  },
};
