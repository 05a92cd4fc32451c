import type { Invocation, OptionDefinition } from './command.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

/** A cell that was named beside the rows of `cell_mappings`, or instead of them. */
export interface GivenCell {
  readonly name: string;
  readonly url: string;
}

export const CELL_DB_OPTION: OptionDefinition = {
  flags: '--cell-db <NAME=URL>',
  description:
    'a cell and its database, also one that is mapped under another URL; may be given again',
  parse: (text, previous) => [
    ...((previous as GivenCell[] | undefined) ?? []),
    parse(text, OPTION),
  ],
  isRepeatable: true,
};

/** The cells that were given: by the option, else in `CELLBRIDGE_CELL_DBS`, separated by white space. */
export function givenCells({ options, io }: Pick<Invocation, 'options' | 'io'>): GivenCell[] {
  const given = options.cellDb as GivenCell[] | undefined;
  if (given) return given;
  const variable = io.environment.CELLBRIDGE_CELL_DBS ?? '';
  return variable
    .split(/\s+/)
    .filter((text) => text !== '')
    .map((text) => parse(text, VARIABLE));
}

const OPTION =
  'A cell is given as NAME=URL; write it like --cell-db cell1=postgresql://nova@db/nova.';
const VARIABLE =
  'CELLBRIDGE_CELL_DBS holds cells as NAME=URL, separated by white space; write it like CELLBRIDGE_CELL_DBS="cell1=postgresql://nova@db/nova".';

/** What was typed is not repeated: it may hold a password. */
function parse(text: string, usage: string): GivenCell {
  const [, name, url] = /^([^=:/@]+)=(.+)$/.exec(text) ?? [];
  if (name !== undefined && url !== undefined && plainText(name) === name) return { name, url };
  throw new UsageError(usage);
}
