import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, PROJECT_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../usage-error.js';

/** How many groups of one name an error lists. */
const MOST_NAMED = 20;

export const groupShow = defineCommand({
  path: ['group', 'show'],
  description: 'show a group',
  arguments: { group: { description: 'its uuid or its name' } },
  options: { cellDb: CELL_DB_OPTION, project: PROJECT_OPTION },
  examples: [
    'cellbridge group show 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11',
    'cellbridge group show web --project 486d3d95 --json',
  ],
  async handler(invocation) {
    const { InstanceGroup } = await import('@cellbridge/objects');
    const { contextOf, withDeployment } = await import('../deployment.js');
    const { printGroup } = await import('../print-groups.js');
    const { group: hint } = invocation.arguments;
    return await withDeployment(invocation, async (deployment) => {
      const context = contextOf(deployment, invocation);
      const group = await InstanceGroup.getByHint(context, hint);
      if (group.name === hint) {
        const uuids = await InstanceGroup.listUuidsByName(context, hint);
        if (uuids.length > 1) throw new UsageError(severalGroups(hint, uuids));
      }
      printGroup(invocation, group);
      return EXIT.done;
    });
  },
});

function severalGroups(name: string, uuids: readonly string[]): string {
  const named = uuids.slice(0, MOST_NAMED).join(', ');
  const more = uuids.length > MOST_NAMED ? ` and ${uuids.length - MOST_NAMED} more` : '';
  return `${uuids.length} groups are named ${JSON.stringify(name)}: ${named}${more}. Give the uuid instead.`;
}
