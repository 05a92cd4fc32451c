import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { collect, collectRule } from '../parse.js';
import { PROJECT_OPTION } from '../project-option.js';

export const groupCreate: Command = {
  path: ['group', 'create'],
  description: 'create a group in the API database',
  arguments: [{ name: '<name>', description: 'its name' }],
  options: [
    CELL_DB_OPTION,
    { ...PROJECT_OPTION, description: 'the project that it belongs to' },
    { flags: '--user <ID>', description: 'the user that it belongs to' },
    {
      flags: '--policy <POLICY>',
      description: 'affinity, anti-affinity, …; may be given again',
      parse: collect,
      isRepeatable: true,
    },
    {
      flags: '--rule <NAME=NUMBER>',
      description: 'a rule of the policy; may be given again',
      parse: collectRule,
      isRepeatable: true,
    },
    {
      flags: '--member <UUID>',
      description: 'an instance; may be given again',
      parse: collect,
      isRepeatable: true,
    },
    { flags: '--uuid <UUID>', description: 'its uuid; generated if none is given' },
  ],
  examples: [
    'cellbridge group create web --policy anti-affinity --rule max_server_per_host=3',
    'cellbridge group create db --project 486d3d95 --user 0081fc90 --policy affinity --json',
  ],
  async handler(invocation) {
    const { checkUuid, InstanceGroup } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { printGroup } = await import('../print-groups.js');
    const { options } = invocation;
    return await withDeployment(invocation, async (deployment) => {
      const context = deployment.adminContext({
        userId: (options.user as string | undefined) ?? null,
        projectId: (options.project as string | undefined) ?? null,
      });
      const uuid = options.uuid as string | undefined;
      const group = await InstanceGroup.create(context, {
        name: invocation.arguments[0] ?? null,
        policies: (options.policy as string[] | undefined) ?? [],
        rules: (options.rule as Record<string, number> | undefined) ?? {},
        members: ((options.member as string[] | undefined) ?? []).map((instance) =>
          checkUuid(instance, 'uuid of an instance'),
        ),
        ...(uuid !== undefined && { uuid }),
      });
      printGroup(invocation, group);
      return EXIT.done;
    });
  },
};
