import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

/** How many groups people are shown; "quarantine list" has them all. */
const MOST_LISTED = 20;

export const quarantineRetry = defineCommand({
  path: ['quarantine', 'retry'],
  description: 'try again to move quarantined groups',
  arguments: {
    uuids: {
      description: 'uuids of groups; all if omitted',
      isVariadic: true,
      isOptional: true,
    },
  },
  options: { cellDb: CELL_DB_OPTION },
  examples: [
    'cellbridge quarantine retry',
    'cellbridge quarantine retry 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11',
  ],
  async handler(invocation) {
    const { listQuarantined, retryQuarantined, quarantineDocument } = await import(
      '@cellbridge/migrator'
    );
    const { canonicalUuid } = await import('@cellbridge/db-api');
    const { withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const { uuids } = invocation.arguments;
    const wanted = uuids.length > 0 ? uuids : undefined;
    const { result, left } = await withDeployment(invocation, async (deployment) => {
      const result = await retryQuarantined(deployment, wanted);
      const entries = result.quarantined > 0 ? await listQuarantined(deployment) : [];
      const known = wanted && new Set(wanted.map(canonicalUuid));
      const left = entries.filter(({ groupUuid }) => known?.has(canonicalUuid(groupUuid)) ?? true);
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
});
