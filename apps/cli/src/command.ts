import type { CommandDocuments } from './documents/command-documents.js';
import type { GivenUrls } from './given-url.js';
import type { Io } from './io.js';
import type { Output } from './output.js';
import type { Settings } from './settings.js';

/** An option of a command. Without `value` it is a flag. */
export interface OptionDefinition {
  readonly description: string;
  /** The placeholder of its value in the help: `N` in `--max-count <N>`. */
  readonly value?: string;
  /**
   * Reads the value. Default: the text itself.
   *
   * @param flag how the option is typed: `--max-count`.
   * @throws UsageError
   */
  readonly parse?: (text: string, flag: string) => unknown;
  /** The words that it accepts. Default: any text. */
  readonly choices?: readonly string[];
  /** Whether it may be given several times. */
  readonly isRepeatable?: boolean;
  readonly isRequired?: boolean;
}

/** An argument of a command. */
export interface ArgumentDefinition {
  readonly description: string;
  /** The words that it accepts. Default: any text. Not for all that follow. */
  readonly choices?: readonly string[];
  readonly isOptional?: boolean;
  /** Whether it takes all that follows; only the last one can. */
  readonly isVariadic?: boolean;
}

/** The options of a command, by their names in camel case: `maxCount` is `--max-count`. */
type Options = Readonly<Record<string, OptionDefinition>>;
/** The arguments of a command, by their names, in their order. */
type Arguments = Readonly<Record<string, ArgumentDefinition>>;

type Parsed<Definition> = Definition extends { parse: (...given: never) => infer Value }
  ? Value
  : Definition extends { choices: readonly (infer Word)[] }
    ? Word
    : string;

/** What a handler gets for its options: a flag is `true` if it is given. */
type OptionValues<Definitions> = {
  readonly [Name in keyof Definitions]: Definitions[Name] extends { value: string }
    ? Definitions[Name] extends { isRepeatable: true }
      ? Parsed<Definitions[Name]>[] | undefined
      : Definitions[Name] extends { isRequired: true }
        ? Parsed<Definitions[Name]>
        : Parsed<Definitions[Name]> | undefined
    : boolean;
};

/** What a handler gets for its arguments. */
type ArgumentValues<Definitions> = {
  readonly [Name in keyof Definitions]: Definitions[Name] extends { isVariadic: true }
    ? string[]
    : Definitions[Name] extends { isOptional: true }
      ? Parsed<Definitions[Name]> | undefined
      : Parsed<Definitions[Name]>;
};

/** The name of a command: `db sync` for `['db', 'sync']`. */
type NameOf<Path extends readonly string[]> = Path extends readonly [
  infer First extends string,
  ...infer Others extends readonly string[],
]
  ? Others extends readonly []
    ? First
    : `${First} ${NameOf<Others>}`
  : never;

/** What a command prints with `--json`; nothing if {@link CommandDocuments} does not name it. */
type DocumentOf<Path extends readonly string[]> =
  NameOf<Path> extends infer Name extends keyof CommandDocuments ? CommandDocuments[Name] : never;

/** What a command's handler works with. */
export interface Invocation<OptionsGiven = object, ArgumentsGiven = object, Document = never> {
  readonly options: OptionsGiven;
  readonly arguments: ArgumentsGiven;
  readonly io: Io;
  readonly output: Output<Document>;
  /** Where the databases are, and where each setting comes from. */
  readonly settings: Settings;
  /** Reads the URLs of other options. */
  readonly urls: GivenUrls;
  /** URL of the API database. */
  readonly apiUrl: string;
  /** What fills URL templates of `cell_mappings`, if it is given. */
  readonly novaConnection: string | undefined;
}

/** A command. Its handler imports what it needs itself, so that `--help` loads no driver. */
export interface Command {
  /** `['db', 'sync']`. */
  readonly path: readonly string[];
  readonly aliases?: readonly string[];
  readonly description: string;
  readonly arguments?: Arguments;
  readonly options?: Options;
  readonly examples: readonly string[];
  /** Whether it creates its API database, so that the embedded default need not exist yet. */
  readonly makesApiDb?: boolean;
  /** Whether it works on no database that is given: no settings are read, and it gets the defaults. */
  readonly needsNoDatabase?: boolean;
  /** @returns the exit code. */
  handler(invocation: Invocation): Promise<number>;
}

interface Definition<Path extends readonly string[], GivenOptions, GivenArguments>
  extends Omit<Command, 'path' | 'arguments' | 'options' | 'handler'> {
  readonly path: Path;
  readonly arguments?: GivenArguments;
  readonly options?: GivenOptions;
  handler(
    invocation: Invocation<
      OptionValues<GivenOptions>,
      ArgumentValues<GivenArguments>,
      DocumentOf<Path>
    >,
  ): Promise<number>;
}

/**
 * Defines a command. The types of what its handler gets are inferred from its options and arguments, and that of the
 * document that it prints from its path.
 */
export function defineCommand<
  const Path extends readonly string[],
  const GivenOptions extends Options = Record<never, never>,
  const GivenArguments extends Arguments = Record<never, never>,
>(definition: Definition<Path, GivenOptions, GivenArguments>): Command {
  return definition;
}

/** How an option is typed: `--max-count`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** How an option is written in the help: `--max-count <N>`. */
export function optionTerm(name: string, { value }: OptionDefinition): string {
  return value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`;
}

/** How an argument is written in the help: `<uuid>`, `[uuids...]`. */
export function argumentTerm(
  name: string,
  { isOptional = false, isVariadic = false }: ArgumentDefinition,
): string {
  const text = isVariadic ? `${name}...` : name;
  return isOptional ? `[${text}]` : `<${text}>`;
}
