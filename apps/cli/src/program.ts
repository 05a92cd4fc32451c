import { Argument, Command as Commander, type CommanderError, Option } from 'commander';
import { argumentTerm, type Command, type OptionDefinition, optionTerm } from './command.js';
import { GROUPS } from './commands/index.js';
import { COMMON_OPTIONS } from './common-options.js';
import type { VersionDocument } from './documents/version-document.js';
import { type Io, USUAL_WIDTH } from './io.js';
import { Log } from './log.js';
import type { NovaPlace } from './nova-conf.js';
import { oneOf } from './parse.js';
import { sentence } from './sentence.js';
import { shownExample } from './shown-example.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/**
 * Builds the parser: the commands, their help, and the options that all of them have.
 *
 * @param setExitCode gets the exit code of the command that runs: commander does not return it.
 */
export function createProgram(
  io: Io,
  commands: readonly Command[],
  setExitCode: (code: number) => void,
): Commander {
  const document: VersionDocument = { version: VERSION };
  const version = io.arguments.includes('--json') ? JSON.stringify(document) : VERSION;
  const program = new Commander('cellbridge')
    .description(
      "Moves Nova's instance groups to the API database while the service keeps running.",
    )
    .version(version, '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .showSuggestionAfterError(true)
    .addHelpText('after', '\nSee "cellbridge help COMMAND" for options and examples.');
  const novaPlaces: NovaPlace[] = [];
  addCommonOptions(setHelpAndErrors(program, io, [], commands), novaPlaces);
  const groups = new Map<string, Commander>();
  const groupOf = (name: string): Commander => {
    const known = groups.get(name);
    if (known) return known;
    const added = program.command(name).description(GROUPS[name] ?? '');
    groups.set(name, setHelpAndErrors(added, io, [name]));
    return added;
  };
  for (const command of commands) {
    const [first = '', second] = command.path;
    const parent = second === undefined ? program : groupOf(first);
    addCommand(parent, command, { io, setExitCode, novaPlaces });
  }
  return program;
}

function addCommand(
  parent: Commander,
  command: Command,
  {
    io,
    setExitCode,
    novaPlaces,
  }: { io: Io; setExitCode: (code: number) => void; novaPlaces: NovaPlace[] },
): void {
  const { path, aliases = [], description, examples, makesApiDb = false } = command;
  const { needsNoDatabase = false } = command;
  const added = setHelpAndErrors(parent.command(path.at(-1) ?? ''), io, path)
    .description(description)
    .aliases([...aliases]);
  const argumentEntries = Object.entries(command.arguments ?? {});
  for (const [name, definition] of argumentEntries) {
    const argument = new Argument(argumentTerm(name, definition), definition.description);
    const { choices } = definition;
    if (choices) argument.argParser((text) => oneOf(choices)(text, name));
    added.addArgument(argument);
  }
  const options = Object.entries(command.options ?? {}).map(
    ([name, definition]) => [name, toOption(name, definition)] as const,
  );
  for (const [, option] of options) added.addOption(option);
  addCommonOptions(added, novaPlaces)
    .addHelpText('after', () => `\nExamples:\n${examples.map(shownExample).join('\n')}`)
    .action(async () => {
      const { GivenUrls } = await import('./given-url.js');
      const { DEFAULT_SETTINGS, findSettings } = await import('./settings.js');
      const { Output } = await import('./output.js');
      const given = added.optsWithGlobals();
      const urls = new GivenUrls(io);
      const settings = needsNoDatabase
        ? DEFAULT_SETTINGS
        : await findSettings(io, { ...given, novaPlaces }, { urls, makesDefault: makesApiDb });
      const invocation = {
        options: Object.fromEntries(
          options.map(([name, option]) => {
            const value: unknown = given[option.attributeName()];
            // A flag: `--no-check` is given if the value is false.
            return [name, takesValue(option) ? value : value === !option.negate];
          }),
        ),
        arguments: Object.fromEntries(
          argumentEntries.map(([name], index) => [name, added.processedArgs[index]]),
        ),
        io,
        output: new Output(io, new Log(io, { level: given.logLevel, format: given.logFormat }), {
          content: given.json === true ? 'document' : 'text',
        }),
        settings,
        urls,
        apiUrl: settings.apiDb.value,
        novaConnection: settings.novaConnection?.value,
      };
      setExitCode(await command.handler(invocation));
    });
}

/** The option as commander parses it. */
function toOption(name: string, definition: OptionDefinition): Option {
  const { description, choices, isRepeatable = false, isRequired = false } = definition;
  const parse = definition.parse ?? (choices && oneOf(choices));
  const option = new Option(optionTerm(name, definition), description);
  const flag = option.long ?? '';
  if (takesValue(option)) {
    option.argParser<unknown>((text, previous) => {
      const value = parse ? parse(text, flag) : text;
      if (isRepeatable) return Array.isArray(previous) ? [...previous, value] : [value];
      if (previous === undefined) return value;
      throw new UsageError(`${flag} is given twice; give it once.`);
    });
  }
  return option.makeOptionMandatory(isRequired);
}

/** Commander calls such an option required; our `isRequired` means that the option has to be given. */
function takesValue(option: Option): boolean {
  return option.required;
}

/** @param novaPlaces gets the files and folders of Nova's configuration, in their order. */
function addCommonOptions(command: Commander, novaPlaces: NovaPlace[]): Commander {
  for (const [name, definition] of Object.entries<OptionDefinition>(COMMON_OPTIONS)) {
    const option = new Option(optionTerm(name, definition), definition.description);
    if (name === 'novaConf' || name === 'configDir') {
      const place = { isFolder: name === 'configDir', from: option.long ?? '' };
      option.argParser((path) => {
        novaPlaces.push({ path, ...place });
        return novaPlaces;
      });
    }
    if (definition.choices) option.choices([...definition.choices]);
    command.addOption(option);
  }
  return command;
}

/**
 * Sets how a command, a group or the program shows its help, and how it reports errors.
 *
 * @param path its words, for the `--help` that a usage error names.
 * @param others the commands that are meant if their last word alone is given.
 * @returns the same command.
 */
function setHelpAndErrors(
  command: Commander,
  io: Io,
  path: readonly string[],
  others: readonly Command[] = [],
): Commander {
  return (
    command
      .helpCommand(false)
      .exitOverride((error) => {
        // Commander also ends with an error after help and version, with exit code 0.
        throw error.exitCode === 0 ? error : usageErrorOf(error, path, others);
      })
      // A group lists the names of its commands alone: what follows a long name is not wrapped.
      .configureHelp({ subcommandTerm: (subcommand) => subcommand.name(), minWidthToWrap: 20 })
      .configureOutput({
        getOutHelpWidth: () => (io.stdout.isTTY ? io.stdout.columns || USUAL_WIDTH : USUAL_WIDTH),
        writeOut: (text) => io.stdout.write(text),
        // Errors are reported in one place; this would be the help after a usage error.
        writeErr: () => {},
      })
  );
}

/** A usage error in a sentence, with what may be meant, and the `--help` of its command. */
function usageErrorOf(
  { message }: CommanderError,
  path: readonly string[],
  others: readonly Command[],
): UsageError {
  const [, text = message, hint] = /^(?:error: )?(.*?)(?:\n\((.*)\))?$/s.exec(message) ?? [];
  const cause = message === '(outputHelp)' ? 'No subcommand given.' : sentence(text);
  const meant = commandsMeant(text, others) ?? hint;
  const help = `See "${['cellbridge', ...path, '--help'].join(' ')}".`;
  return new UsageError([cause, meant, help].filter(Boolean).join(' '));
}

/** Names the commands of groups that are called by their last word alone: `db verify` for `verify`. */
function commandsMeant(text: string, commands: readonly Command[]): string | undefined {
  const [, unknown = ''] = /^unknown command '(.*)'$/.exec(text) ?? [];
  const names = commands
    .filter(({ path, aliases = [] }) => [path.at(-1), ...aliases].includes(unknown))
    .map(({ path }) => path.join(' '));
  return names.length === 0 ? undefined : `Did you mean ${names.join(' or ')}?`;
}
