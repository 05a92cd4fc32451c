import { Command as Commander, CommanderError, Option } from 'commander';
import { findApiUrl } from './api-url.js';
import type { Command } from './command.js';
import { COMMANDS, GROUPS } from './commands/index.js';
import { EXIT, exitCodeOf, isForUser } from './exit-code.js';
import type { Io } from './io.js';
import { Output } from './output.js';
import { VERSION } from './version.js';

/** Runs the command once. Never throws, and never ends the process. @returns the exit code. */
export async function runCli(io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...io.arguments], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(io, error);
  }
}

function createProgram(io: Io, setExitCode: (code: number) => void): Commander {
  const program = new Commander('cellbridge')
    .description(
      "Moves Nova's instance groups to the API database while the service keeps running.",
    )
    .version(VERSION, '--version', 'say which version this is')
    .helpOption('-h, --help', 'say what there is')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      '\nSee "cellbridge COMMAND --help" for the options and examples of each.',
    );
  addCommonOptions(prepare(program, io));
  const groups = new Map<string, Commander>();
  for (const command of COMMANDS) {
    const [first = '', second] = command.path;
    let parent = program;
    if (second !== undefined) {
      parent = groups.get(first) ?? program.command(first).description(GROUPS[first] ?? '');
      groups.set(first, prepare(parent, io));
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
  prepare(added, io).aliases([...(command.aliases ?? [])]);
  for (const { name, description } of command.arguments ?? []) added.argument(name, description);
  for (const { flags, description, parse, isRequired } of command.options ?? []) {
    const option = new Option(flags, description);
    if (parse) option.argParser(parse);
    added.addOption(isRequired ? option.makeOptionMandatory() : option);
  }
  addCommonOptions(added)
    .addHelpText(
      'after',
      `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`,
    )
    .action(async () => {
      const options = added.optsWithGlobals<Record<string, unknown>>();
      const output = new Output(io, { json: options.json === true });
      const apiUrl = findApiUrl(io, options.apiDb);
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

function prepare(command: Commander, io: Io): Commander {
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    // Errors are reported in one place; this is for the help that is asked for by mistake.
    writeErr: () => {},
  });
}

/** Says what went wrong in one sentence; where programs read, in a document. */
function report(io: Io, error: unknown): number {
  const isJson = io.arguments.includes('--json');
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  const { code, message, exitCode } = describe(error);
  if (isJson) io.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  else io.stderr.write(`cellbridge: ${message}\n`);
  if (exitCode === EXIT.crash && io.environment.CELLBRIDGE_DEBUG && error instanceof Error) {
    io.stderr.write(`${error.stack}\n`);
  }
  return exitCode;
}

function describe(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/, '. $1');
    const text = message === '(outputHelp)' ? 'A command is missing.' : sentence(message);
    const remedy = 'See "cellbridge --help".';
    return { code: 'INVALID_INPUT', message: `${text} ${remedy}`, exitCode: EXIT.invalid };
  }
  const exitCode = exitCodeOf(error);
  if (isForUser(error)) return { code: error.code, message: error.message, exitCode };
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = 'This is a bug: run it again with CELLBRIDGE_DEBUG=1 and report what it prints.';
  return { code: 'CRASH', message: `${sentence(reason)} ${remedy}`, exitCode };
}

function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
