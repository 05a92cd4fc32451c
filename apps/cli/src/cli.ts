import type { Command } from './command.js';
import { COMMANDS, GROUPS } from './commands/index.js';
import { EXIT } from './exit-code.js';
import type { Io } from './io.js';
import { createProgram } from './program.js';
import { reportError } from './report-error.js';

/** Runs the command once. Never throws, and never ends the process. @returns the exit code. */
export async function runCli(io: Io, commands: readonly Command[] = COMMANDS): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, commands, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(withHelpSpelledOut(io.arguments, commands), { from: 'user' });
    return exitCode;
  } catch (error) {
    return await reportError(io, error);
  }
}

/**
 * Turns `help COMMAND` into `COMMAND --help`, and `db help sync` into `db sync --help`, whatever else is given:
 * help never runs a command. An unknown command is left to the parser, which names it.
 */
function withHelpSpelledOut(given: readonly string[], commands: readonly Command[]): string[] {
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
