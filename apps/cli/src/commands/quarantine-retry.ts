import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

/** How many groups people are shown; "quarantine list" has them all. */
const MOST_LISTED = 20;

export const quarantineRetry: Command = {
  path: ['quarantine', 'retry'],
  description: 'try to move quarantined groups once more',
  arguments: [{ name: '[uuids...]', description: 'uuids of groups; all if none is given' }],
  options: [CELL_DB_OPTION],
  examples: [
    'cellbridge quarantine retry',
    'cellbridge quarantine retry 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11',
  ],
  async handler(invocation) {
    const { listQuarantined, retryQuarantined } = await import('@cellbridge/migrator');
    const { canonicalUuid } = await import('@cellbridge/db-api');
    const { quarantineDocument } = await import('../quarantine-document.js');
    const { withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const uuids = invocation.arguments.length > 0 ? invocation.arguments : undefined;
    const { result, left } = await withDeployment(invocation, async (deployment) => {
      const result = await retryQuarantined(deployment, uuids);
      const entries = result.quarantined > 0 ? await listQuarantined(deployment) : [];
      const wanted = uuids && new Set(uuids.map(canonicalUuid));
      const left = entries.filter(({ groupUuid }) => wanted?.has(canonicalUuid(groupUuid)) ?? true);
      return { result, left };
    });
    output.document({ ...result, groups: left.map(quarantineDocument) });
    if (left.length > 0) {
      output.table(
        ['Left', 'Reason', 'Why'],
        left
          .slice(0, MOST_LISTED)
          .map(({ groupUuid, reason, details }) => [groupUuid, reason, details]),
      );
    }
    output.line(`${result.tried} tried, ${result.moved} moved, ${result.quarantined} left.`);
    return result.quarantined > 0 ? EXIT.quarantined : EXIT.done;
  },
};
