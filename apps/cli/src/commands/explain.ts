import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../usage-error.js';

export const explain = defineCommand({
  path: ['explain'],
  description: 'show where a group is, how it came there, and what the next run does with it',
  arguments: { uuid: { description: "the group's uuid" } },
  options: { cellDb: CELL_DB_OPTION },
  examples: ['cellbridge explain 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11'],
  async handler(invocation) {
    const { describeExplanation, explainGroup, explanationDocument, isUnknownGroup } = await import(
      '@cellbridge/migrator'
    );
    const { withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const explanation = await withDeployment(invocation, async (deployment) =>
      explanationDocument(await explainGroup(deployment, invocation.arguments.uuid)),
    );
    const { groupUuid, unavailableCells } = explanation;
    const isAnyMissed = unavailableCells.length > 0;
    if (!isAnyMissed && isUnknownGroup(explanation)) {
      throw new UsageError(`No database knows group ${groupUuid}; check the uuid.`);
    }
    output.document(explanation);
    output.line(`Group ${groupUuid}`);
    for (const line of describeExplanation(explanation)) output.line(line);
    return isAnyMissed ? EXIT.unavailable : EXIT.done;
  },
});
