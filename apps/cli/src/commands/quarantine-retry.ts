import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

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
    const { retryQuarantined } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const uuids = invocation.arguments.length > 0 ? invocation.arguments : undefined;
    const result = await withDeployment(invocation, (deployment) =>
      retryQuarantined(deployment, uuids),
    );
    output.document(result);
    output.line(`${result.tried} tried, ${result.moved} moved, ${result.quarantined} left.`);
    return result.quarantined > 0 ? EXIT.quarantined : EXIT.done;
  },
};
