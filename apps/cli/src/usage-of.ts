import type { CommanderError } from 'commander';
import { sentence } from './sentence.js';
import { UsageError } from './usage-error.js';

/** What was typed wrongly, in a sentence, with the help of the command that it was typed for. */
export function usageOf(error: CommanderError, path: readonly string[]): UsageError {
  const message = error.message.replace(/^error: /, '').replace(/\n\((.*)\)$/, '. $1');
  const cause = message === '(outputHelp)' ? 'A command is missing.' : sentence(message);
  return new UsageError(`${cause} See "${['cellbridge', ...path, '--help'].join(' ')}".`);
}
