import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const quarantineShow: Command = {
  path: ['quarantine', 'show'],
  description: 'show why a group could not move, and both sides of it',
  arguments: [{ name: '<uuid>', description: "the group's uuid" }],
  options: [CELL_DB_OPTION],
  examples: ['cellbridge quarantine show 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11'],
  async handler(invocation) {
    const { describeQuarantined } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { quarantineDocument, withIsoTimes } = await import('../quarantine-document.js');
    const { output } = invocation;
    const [uuid = ''] = invocation.arguments;
    const entries = await withDeployment(invocation, (deployment) =>
      describeQuarantined(deployment, uuid),
    );
    output.document(
      entries.map(({ entry, cellName, api, cell }) => {
        const sides = { api: withIsoTimes(api), cell: withIsoTimes(cell) };
        return { entry: quarantineDocument(entry), cellName, ...sides };
      }),
    );
    for (const { entry, cellName, api, cell } of entries) {
      output.line(`Group ${entry.groupUuid}, row ${entry.cellGroupId} of cell ${cellName}`);
      output.line(`${entry.reason}: ${entry.details}`);
      output.line(`tried ${entry.attempts} times, last at ${entry.updatedAt.slice(0, 19)} UTC`);
      if (entry.resolution) output.line(`resolved: ${entry.resolution}, by ${entry.resolvedBy}`);
      const fields = ['name', 'userId', 'projectId', 'policies'] as const;
      const members = [...new Set([...(api?.members ?? []), ...(cell?.members ?? [])])].sort();
      output.table(
        ['', 'API database', `cell ${cellName}`],
        [
          ...fields.map((field) => [
            field,
            api ? linesOf(api[field]) : 'not there',
            cell ? linesOf(cell[field]) : 'not live',
          ]),
          ['members', heldOf(members, api), heldOf(members, cell)],
        ],
      );
    }
    output.line('"cellbridge quarantine resolve UUID --keep api|cell|merge" decides.');
    return EXIT.done;
  },
};

/** A value a line, in their order: of the policies the first one is in force. */
function linesOf(value: string | null | readonly string[]): string | readonly string[] {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return value.map((each) => JSON.stringify(each));
}

/** A line for each member of either side, empty where this side has it not. */
function heldOf(
  members: readonly string[],
  side: { readonly members: readonly string[] } | null,
): readonly string[] {
  const held = new Set(side?.members);
  return members.map((each) => (held.has(each) ? JSON.stringify(each) : ''));
}
