import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { counted } from '../counted.js';
import { EXIT } from '../exit-code.js';

export const quarantineShow = defineCommand({
  path: ['quarantine', 'show'],
  description: 'show why a group could not move, and both sides of it',
  arguments: { uuid: { description: "the group's uuid" } },
  options: { cellDb: CELL_DB_OPTION },
  examples: ['cellbridge quarantine show 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11'],
  async handler(invocation) {
    const { describeQuarantined, describeQuarantinedGroup, quarantineDescriptionDocument } =
      await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { output } = invocation;
    const descriptions = await withDeployment(invocation, (deployment) =>
      describeQuarantined(deployment, invocation.arguments.uuid),
    );
    output.document(descriptions.map(quarantineDescriptionDocument));
    for (const description of descriptions) {
      const { entry, cellName, api, cell } = description;
      output.line(`Group ${entry.groupUuid}, row ${entry.cellGroupId} of cell ${cellName}`);
      output.line(`${entry.reason}: ${entry.details}`);
      output.line(
        `tried ${counted(entry.attempts, 'time')}, last at ${entry.updatedAt.slice(0, 19)} UTC`,
      );
      const { origin, wayOut, choices } = describeQuarantinedGroup(description);
      if (origin !== null) output.line(origin);
      const fields = ['name', 'userId', 'projectId', 'policies'] as const;
      const members = [...new Set([...(api?.members ?? []), ...(cell?.members ?? [])])].sort();
      output.table(
        ['Field', 'API database', `cell ${cellName}`],
        [
          ...fields.map((field) => [
            field,
            api ? linesOf(api[field]) : 'not there',
            cell ? linesOf(cell[field]) : 'not live',
          ]),
          ['members', heldOf(members, api), heldOf(members, cell)],
        ],
      );
      output.line(wayOut);
      for (const choice of choices) output.line(`  ${choice}`);
    }
    return EXIT.done;
  },
});

/** A line for each value, in their order: the first policy is in force. */
function linesOf(value: string | null | readonly string[]): string | readonly string[] {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return value.map((each) => JSON.stringify(each));
}

/** A line for each member of either side, empty if this side does not have it. */
function heldOf(
  members: readonly string[],
  side: { readonly members: readonly string[] } | null,
): readonly string[] {
  const held = new Set(side?.members);
  return members.map((each) => (held.has(each) ? JSON.stringify(each) : ''));
}
