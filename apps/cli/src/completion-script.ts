import { readFileSync } from 'node:fs';
import type { Command } from './command.js';
import { entriesOf } from './completion/entries.js';
import { placesOf } from './completion/places.js';
import { FIND_FUNCTIONS, type Shell } from './completion/shells.js';

/** The line of a script at which what it knows of the commands is put. */
const DATA = '# @data@\n';

/**
 * The completion script for a shell. It knows all commands by itself: no Tab starts Node.js.
 *
 * @param groups what the groups of commands are about, by their first word.
 */
export function completionScript(
  shell: Shell,
  commands: readonly Command[],
  groups: Readonly<Record<string, string>>,
): string {
  const template = readFileSync(
    new URL(`../completion/cellbridge.${shell}`, import.meta.url),
    'utf8',
  );
  const data = FIND_FUNCTIONS[shell](entriesOf(placesOf(commands, groups)));
  return template.replace(DATA, () => `${data}\n`);
}
