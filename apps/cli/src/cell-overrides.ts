import type { NamedCell } from '@cellbridge/objects';
import type { Invocation } from './command.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

/** The options of a command that takes `--cell-db`. */
export interface CellDbOptions {
  readonly cellDb: readonly NamedCell[] | undefined;
}

/** A cell that was given, and the option or variable that gave it. */
export interface GivenCell extends NamedCell {
  readonly from: string;
}

/** The cells of `--cell-db`, else of `CELLBRIDGE_CELL_DBS`, where white space separates them. */
export async function cellOverrides({
  options,
  io,
  urls,
}: Pick<Invocation<CellDbOptions>, 'options' | 'io' | 'urls'>): Promise<readonly GivenCell[]> {
  const variable = io.environment.CELLBRIDGE_CELL_DBS ?? '';
  const words = variable.split(/\s+/).filter((text) => text !== '');
  const cells = options.cellDb ?? words.map((text) => read(text, VARIABLE_USAGE));
  const from = options.cellDb ? '--cell-db' : 'CELLBRIDGE_CELL_DBS';
  return await Promise.all(
    cells.map(async ({ name, url }) => ({ name, url: await urls.read(url, from), from })),
  );
}

/** Reads a value of `--cell-db`. @throws UsageError */
export function parseCell(text: string): NamedCell {
  return read(text, OPTION_USAGE);
}

const OPTION_USAGE =
  'A cell is given as NAME=URL; write it like --cell-db cell1=postgresql://nova@db/nova.';
const VARIABLE_USAGE =
  'CELLBRIDGE_CELL_DBS holds cells as NAME=URL, separated by white space; write it like CELLBRIDGE_CELL_DBS="cell1=postgresql://nova@db/nova".';

/** The message does not repeat the text, which may hold a password. */
function read(text: string, usage: string): NamedCell {
  const [, name, url] = /^([^=:/@]+)=(.+)$/.exec(text) ?? [];
  if (name !== undefined && url !== undefined && plainText(name) === name) return { name, url };
  throw new UsageError(usage);
}
