import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';
import { EXIT } from '../../src/exit-code.js';

test('the commands, their options and the exit codes are those that were agreed', async () => {
  const commands = COMMANDS.map(({ path, aliases = [], arguments: names = [], options = [] }) => {
    const call = ['cellbridge', ...path, ...names.map(({ name }) => name)].join(' ');
    const flags = options.map(
      ({ flags, isRequired }) => `  ${flags}${isRequired ? ' (required)' : ''}`,
    );
    return [call, ...aliases.map((alias) => `  also ${alias}`), ...flags.sort()].join('\n');
  });
  const codes = Object.entries(EXIT).map(([name, code]) => `exit code ${code}: ${name}`);
  const agreed = `${[...commands.sort(), ...codes].join('\n')}\n`;
  await expect(agreed).toMatchFileSnapshot('commands.txt');
});
