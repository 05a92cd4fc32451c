import type { QuarantineDescription } from '../quarantine/quarantine.js';
import { secondOf } from './second-of.js';

/** What a person should know about a group in quarantine beside its two sides, in sentences. */
export interface DescribedQuarantine {
  /** Where the API database's group came from; `null` where it has none. */
  readonly origin: string | null;
  /** What can be done about it now, with the commands in quotes. */
  readonly wayOut: string;
  /** What each choice of a decision does: `--keep api: …`. None where nothing is to be decided. */
  readonly choices: readonly string[];
}

/** Puts into words what became of a group in quarantine, and what can. */
export function describeQuarantinedGroup(description: QuarantineDescription): DescribedQuarantine {
  return {
    origin: description.api ? originOf(description) : null,
    wayOut: wayOutOf(description),
    choices: choicesOf(description),
  };
}

function originOf({ apiFrom, entry }: QuarantineDescription): string {
  if (!apiFrom) return "The API database's group was created there.";
  const { cellName, cellUuid, cellGroupId, movedAt } = apiFrom;
  const cell = cellUuid === entry.cellUuid ? `this cell` : `cell ${cellName ?? cellUuid}`;
  return `The API database's group has moved from row ${cellGroupId} of ${cell}, at ${secondOf(movedAt)}.`;
}

function wayOutOf({ entry, cell, choices }: QuarantineDescription): string {
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

function choicesOf({ entry, api, cell, choices }: QuarantineDescription): string[] {
  if (entry.resolution || !cell) return [];
  const again = 'the group is created again from the cell';
  const effects = {
    api: api ? "the API database's group stays as it is" : 'the group stays destroyed',
    cell: api ? "the API database's group gets the content of the cell's" : again,
    merge: api ? "the API database's group stays, and gets the cell's members" : again,
  };
  return choices.map((keep) => `--keep ${keep}: ${effects[keep]}.`);
}
