import { Command as Commander, Option } from 'commander';
import type { Command } from './command.js';
import { COMMANDS, GROUPS } from './commands/index.js';
import { EXIT } from './exit-code.js';
import type { Io } from './io.js';
import { reportError } from './report-error.js';
import { UsageError } from './usage-error.js';
import { usageOf } from './usage-of.js';
import { VERSION } from './version.js';

/** Runs the command once. Never throws, and never ends the process. @returns the exit code. */
export async function runCli(given: Io, commands: readonly Command[] = COMMANDS): Promise<number> {
  let exitCode: number = EXIT.done;
  let hasWritten = false;
  const write = (text: string | Uint8Array) => {
    hasWritten = true;
    return given.stdout.write(text);
  };
  const { isTTY, columns } = given.stdout;
  const io: Io = { ...given, stdout: { write, isTTY, columns } };
  const program = createProgram(io, commands, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(spelledOut(io.arguments, commands), { from: 'user' });
    return exitCode;
  } catch (error) {
    return await reportError(io, error, { hasWritten });
  }
}

/**
 * `help COMMAND` is `COMMAND --help`, and `db help sync` is `db sync --help`, whatever else is given: help
 * never runs a command. Of one that is unknown, that is said.
 */
function spelledOut(given: readonly string[], commands: readonly Command[]): string[] {
  const [first = '', second] = given;
  const isHelp = first === 'help' || (second === 'help' && first in GROUPS);
  if (!isHelp) return [...given];
  const words = given.filter((word) => word !== 'help' && !word.startsWith('-'));
  const paths = commands.flatMap(({ path, aliases = [] }) => [
    path,
    ...aliases.map((alias) => [...path.slice(0, -1), alias]),
  ]);
  for (let length = Math.min(words.length, 2); length > 0; length -= 1) {
    const named = words.slice(0, length);
    const isNamed = (path: readonly string[]) => named.every((word, index) => word === path[index]);
    const path = paths.find(isNamed);
    if (!path) continue;
    // After a group, the next word would be one of its commands; after a command, an argument.
    const unknown = path.length > length ? words[length] : undefined;
    return unknown === undefined ? [...named, '--help'] : [...named, unknown];
  }
  return words.length === 0 ? ['--help'] : words.slice(0, 1);
}

function versionText({ arguments: given }: Io): string {
  return given.includes('--json') ? JSON.stringify({ version: VERSION }) : VERSION;
}

function createProgram(
  io: Io,
  commands: readonly Command[],
  setExitCode: (code: number) => void,
): Commander {
  const program = new Commander('cellbridge')
    .description(
      "Moves Nova's instance groups to the API database while the service keeps running.",
    )
    .version(versionText(io), '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .addHelpText('after', '\nSee "cellbridge help COMMAND" for options and examples.');
  addCommonOptions(prepare(program, io, []));
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    const [first = '', second] = command.path;
    let parent = program;
    if (second !== undefined) {
      parent = groups.get(first) ?? program.command(first).description(GROUPS[first] ?? '');
      groups.set(first, prepare(parent, io, [first]));
    }
    addCommand(parent, command, io, setExitCode);
  }
  return program;
}

function addCommand(
  parent: Commander,
  command: Command,
  io: Io,
  setExitCode: (code: number) => void,
): void {
  const added = parent.command(command.path.at(-1) ?? '').description(command.description);
  prepare(added, io, command.path).aliases([...(command.aliases ?? [])]);
  for (const { name, description } of command.arguments ?? []) added.argument(name, description);
  for (const { flags, description, parse, isRepeatable, isRequired } of command.options ?? []) {
    const option = new Option(flags, description);
    // A flag without a value says the same however often it is given.
    if (option.required) {
      option.argParser((text: string, previous: unknown) => {
        if (previous !== undefined && !isRepeatable) {
          throw new UsageError(`${option.long} is given twice; give it once.`);
        }
        return parse ? parse(text, previous) : text;
      });
    }
    added.addOption(isRequired ? option.makeOptionMandatory() : option);
  }
  addCommonOptions(added)
    .addHelpText(
      'after',
      `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`,
    )
    .action(async () => {
      const { findApiUrl } = await import('./api-url.js');
      const { Output } = await import('./output.js');
      const options = added.optsWithGlobals<Record<string, unknown>>();
      const output = new Output(io, { json: options.json === true });
      const makesDefault = command.makesApiDb === true;
      const apiUrl = findApiUrl(io, options.apiDb, { makesDefault });
      const invocation = { options, arguments: added.args, io, output, apiUrl };
      setExitCode(await command.handler(invocation));
    });
}

/** They may stand before the command's name, and after it. */
function addCommonOptions(command: Commander): Commander {
  return command
    .option('--api-db <URL>', 'the API database (or CELLBRIDGE_API_DB, or a config file)')
    .option('--json', 'print one JSON document and nothing else');
}

/** How wide help is where no terminal says it. */
const USUAL_WIDTH = 80;

function prepare(command: Commander, io: Io, path: readonly string[]): Commander {
  return (
    command
      .helpCommand(false)
      .exitOverride((error) => {
        // Help and version that were asked for end it too.
        throw error.exitCode === 0 ? error : usageOf(error, path);
      })
      // In the list of a group's commands the names alone, for what follows long ones is not wrapped.
      .configureHelp({ subcommandTerm: (subcommand) => subcommand.name(), minWidthToWrap: 20 })
      .configureOutput({
        getOutHelpWidth: () => (io.stdout.isTTY ? io.stdout.columns || USUAL_WIDTH : USUAL_WIDTH),
        writeOut: (text) => io.stdout.write(text),
        // Errors are reported in one place; this is for the help that is asked for by mistake.
        writeErr: () => {},
      })
  );
}
