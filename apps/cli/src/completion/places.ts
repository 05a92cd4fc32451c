import {
  type ArgumentDefinition,
  type Command,
  flagOf,
  type OptionDefinition,
} from '../command.js';
import { COMMON_OPTIONS } from '../common-options.js';

/** A word to choose, and what it means. */
export interface Suggestion {
  readonly word: string;
  readonly description: string;
}

/** What a value is: a file, a folder, a text that may be in `@FILE`, one of some words, any other text. */
export type ValueKind = 'file' | 'folder' | 'at-file' | 'text' | readonly string[];

export interface SuggestedOption extends Suggestion {
  /** `undefined`: a flag. */
  readonly value: ValueKind | undefined;
}

/** What can be typed at a place of the command line. */
export interface Place {
  /** The words before it, with the program's name: `cellbridge db`. */
  readonly path: string;
  /** The commands that may follow. */
  readonly commands: readonly Suggestion[];
  /** Their other names: a word of {@link commands} for each. */
  readonly aliases: readonly { readonly word: string; readonly means: string }[];
  readonly options: readonly SuggestedOption[];
  readonly arguments: readonly ValueKind[];
}

const PROGRAM = 'cellbridge';
const HELP = { word: '--help', description: 'show help', value: undefined };

/** The options that may stand at every place. */
export const OPTIONS_OF_EVERY_PLACE: readonly SuggestedOption[] = [
  ...optionsOf(COMMON_OPTIONS),
  HELP,
];

/** Lists the places of a command line: of the program, then of each group of commands and of each command. */
export function placesOf(
  commands: readonly Command[],
  groups: Readonly<Record<string, string>>,
): Place[] {
  const nothing = { commands: [], aliases: [], options: [], arguments: [] };
  const childrenOf = (path: readonly string[]) => {
    const own = commands.filter((command) => path.every((word, at) => command.path[at] === word));
    const deeper = own.filter((command) => command.path.length === path.length + 1);
    const named = deeper.map(({ path, description }) => ({ word: path.at(-1) ?? '', description }));
    const aliases = deeper.flatMap(({ path, aliases = [] }) =>
      aliases.map((word) => ({ word, means: path.at(-1) ?? '' })),
    );
    return { commands: named, aliases };
  };
  const top = childrenOf([]);
  const groupWords = Object.entries(groups).map(([word, description]) => ({ word, description }));
  const help = { word: 'help', description: 'show help for a command' };
  const version = { word: '--version', description: 'show the version', value: undefined };
  return [
    {
      ...nothing,
      path: PROGRAM,
      commands: [...top.commands, ...groupWords, help],
      aliases: top.aliases,
      options: [version],
    },
    ...groupWords.map(({ word }) => ({
      ...nothing,
      path: `${PROGRAM} ${word}`,
      ...childrenOf([word]),
    })),
    ...commands.map((command) => ({
      ...nothing,
      path: [PROGRAM, ...command.path].join(' '),
      options: optionsOf(command.options ?? {}),
      arguments: Object.entries(command.arguments ?? {}).map(([name, definition]) =>
        kindOf(name, definition),
      ),
    })),
  ];
}

function optionsOf(options: Readonly<Record<string, OptionDefinition>>): SuggestedOption[] {
  return Object.entries(options).map(([name, definition]) => ({
    word: flagOf(name),
    description: definition.description,
    value: definition.value === undefined ? undefined : kindOf(definition.value, definition),
  }));
}

/** @param placeholder how the value is written in the help: `FILE`. */
function kindOf(
  placeholder: string,
  { choices }: Pick<ArgumentDefinition | OptionDefinition, 'choices'>,
): ValueKind {
  if (choices) return choices;
  if (/^file$/i.test(placeholder)) return 'file';
  if (/^folder$/i.test(placeholder)) return 'folder';
  return /^(URL|@FILE)$/.test(placeholder) ? 'at-file' : 'text';
}
