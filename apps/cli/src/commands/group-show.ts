import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { PROJECT_OPTION } from '../project-option.js';
import { UsageError } from '../usage-error.js';

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
};

/** How many groups are named. */
const MOST_NAMED = 20;

function severalGroups(name: string, uuids: readonly string[]): string {
  const named = uuids.slice(0, MOST_NAMED).join(', ');
  const more = uuids.length > MOST_NAMED ? ` and ${uuids.length - MOST_NAMED} more` : '';
  return `${uuids.length} groups bear the name ${JSON.stringify(name)}: ${named}${more}. Give the uuid in its place.`;
}
