import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, PROJECT_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../usage-error.js';

export const groupCreate = defineCommand({
  path: ['group', 'create'],
  description: 'create a group in the API database',
  arguments: { name: { description: 'its name' } },
  options: {
    cellDb: CELL_DB_OPTION,
    project: { ...PROJECT_OPTION, description: 'the project that owns it' },
    user: { value: 'ID', description: 'the user that owns it' },
    policy: {
      value: 'POLICY',
      description: 'affinity, anti-affinity, soft-affinity or soft-anti-affinity; repeatable',
      isRepeatable: true,
    },
    rule: {
      value: 'NAME=NUMBER',
      description: 'a rule of the policy; repeatable',
      parse: parseRule,
      isRepeatable: true,
    },
    member: { value: 'UUID', description: 'an instance; repeatable', isRepeatable: true },
    uuid: { value: 'UUID', description: 'its uuid; generated if omitted' },
  },
  examples: [
    'cellbridge group create web --policy anti-affinity --rule max_server_per_host=3',
    'cellbridge group create db --project 486d3d95 --user 0081fc90 --policy affinity --json',
  ],
  async handler(invocation) {
    const { checkUuid, InstanceGroup } = await import('@cellbridge/objects');
    const { withDeployment } = await import('../deployment.js');
    const { printGroup } = await import('../print-groups.js');
    const { name } = invocation.arguments;
    const { user, project, policy = [], rule = [], member = [], uuid } = invocation.options;
    return await withDeployment(invocation, async (deployment) => {
      const context = deployment.adminContext({ userId: user ?? null, projectId: project ?? null });
      const group = await InstanceGroup.create(context, {
        name,
        policies: policy,
        rules: Object.fromEntries(rule),
        members: member.map((instance) => checkUuid(instance, 'uuid of an instance')),
        ...(uuid !== undefined && { uuid }),
      });
      printGroup(invocation, group);
      return EXIT.done;
    });
  },
});

function parseRule(text: string, flag: string): [name: string, value: number] {
  const [, name, value] = /^([^=]+)=(-?\d+)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, Number(value)];
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; write it like max_server_per_host=3.`);
}
