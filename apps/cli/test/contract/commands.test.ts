import { expect, test } from 'vitest';
import { argumentTerm, optionTerm } from '../../src/command.js';
import { COMMANDS } from '../../src/commands/index.js';
import { EXIT } from '../../src/exit-code.js';

test('the commands, their options and the exit codes are those that were agreed', async () => {
  const commands = COMMANDS.map(({ path, aliases = [], ...command }) => {
    const names = Object.entries(command.arguments ?? {});
    const options = Object.entries(command.options ?? {});
    const terms = names.map(([name, definition]) => argumentTerm(name, definition));
    const flags = options.map(([name, definition]) => {
      return `  ${optionTerm(name, definition)}${definition.isRequired ? ' (required)' : ''}`;
    });
    const call = ['cellbridge', ...path, ...terms].join(' ');
    return [call, ...aliases.map((alias) => `  also ${alias}`), ...flags.sort()].join('\n');
  });
  const codes = Object.entries(EXIT).map(([name, code]) => `exit code ${code}: ${name}`);
  const agreed = `${[...commands.sort(), ...codes].join('\n')}\n`;
  await expect(agreed).toMatchFileSnapshot('commands.txt');
});
