import type { QuarantineDescription } from '@cellbridge/migrator';
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
    const { describeQuarantined, quarantineDescriptionDocument } = await import(
      '@cellbridge/migrator'
    );
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
      if (api) output.line(describeOrigin(description));
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
      output.line(describeWayOut(description));
      for (const line of describeChoices(description)) output.line(line);
    }
    return EXIT.done;
  },
});

/** Where the API database's group came from. */
function describeOrigin({ apiFrom, entry }: QuarantineDescription): string {
  if (!apiFrom) return "The API database's group was created there.";
  const { cellName, cellUuid, cellGroupId, movedAt } = apiFrom;
  const cell = cellUuid === entry.cellUuid ? `this cell` : `cell ${cellName ?? cellUuid}`;
  return `The API database's group has moved from row ${cellGroupId} of ${cell}, at ${movedAt.slice(0, 19)} UTC.`;
}

/** What can be done about an entry now. */
function describeWayOut({ entry, cell, choices }: QuarantineDescription): string {
  const { groupUuid, resolution, resolvedBy } = entry;
  if (resolution) return `It is no longer in quarantine: ${resolution}, by ${resolvedBy}.`;
  if (!cell) {
    return 'The row is no longer live: "cellbridge db online-data-migrations" ends its quarantine.';
  }
  const retry = `"cellbridge quarantine retry ${groupUuid}"`;
  if (choices.length === 0) {
    return `Only the cell has this group, so there is nothing to decide: fix its row there, then ${retry} moves it.`;
  }
  const keep = choices.join('|');
  return `"cellbridge quarantine resolve ${groupUuid} --keep ${keep}" decides; ${retry} moves it after a fix by hand.`;
}

/** What each choice of a decision does: a line each, or none. */
function describeChoices({ entry, api, cell, choices }: QuarantineDescription): string[] {
  if (entry.resolution || !cell) return [];
  const again = 'the group is created again from the cell';
  const effects = {
    api: api ? "the API database's group stays as it is" : 'the group stays destroyed',
    cell: api ? "the API database's group gets the content of the cell's" : again,
    merge: api ? "the API database's group stays, and gets the cell's members" : again,
  };
  return choices.map((keep) => `  --keep ${keep}: ${effects[keep]}.`);
}

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
