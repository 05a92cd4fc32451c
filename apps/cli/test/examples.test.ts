import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionTerm } from '../src/command.js';
import { COMMANDS } from '../src/commands/index.js';
import { cellbridge } from './run.js';

/** The commands, which say what they were called with instead of doing it. */
const commands = COMMANDS.map((command) => ({
  ...command,
  makesApiDb: true,
  handler: async ({ output }: Parameters<typeof command.handler>[0]) => {
    output.line(command.path.join(' '));
    return 0;
  },
}));

/** Stands for the file of that name, which only a machine with Nova has. */
const NOVA_CONF = '/etc/nova/nova.conf';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellbridge-examples-'));
  await writeFile(
    join(folder, 'nova.conf'),
    '[api_database]\nconnection = sqlite:////api.sqlite\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(COMMANDS.map((command) => [command.path.join(' '), command] as const))(
  'the help of %s',
  (path, command) => {
    test('has its options and examples', async () => {
      const { code, stdout, stderr } = await cellbridge({}, ...command.path, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(command.examples.length).toBeGreaterThan(0);
      const joined = stdout.replaceAll(' \\\n      ', ' ');
      for (const text of command.examples) {
        const [words = '', comment = ''] = text.split(/ +# /);
        expect(joined).toContain(`  $ ${words}`);
        expect(joined.replaceAll('\n  # ', ' ')).toContain(comment);
      }
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      for (const [name, definition] of Object.entries(command.options ?? {})) {
        expect(stdout).toContain(optionTerm(name, definition));
      }
      expect(stdout).toContain('--api-db');
      expect(stdout).toContain('--json');
    });

    test.each(command.examples)('%s', async (example) => {
      const own = example.replace(NOVA_CONF, join(folder, 'nova.conf'));
      const [program, ...words] = wordsOf(own);
      expect(program).toBe('cellbridge');
      const result = await cellbridge({ commands }, ...words.filter((word) => word !== '--json'));
      expect(result).toMatchObject({ code: 0, stdout: `${path}\n`, stderr: '' });
    });
  },
);

test('the help of the program names every command', async () => {
  const groups = new Map<string, string[]>();
  for (const { path } of COMMANDS) {
    const [first = '', second] = path;
    groups.set(first, [...(groups.get(first) ?? []), ...(second ? [second] : [])]);
  }
  const { stdout } = await cellbridge({}, '--help');
  for (const [first, seconds] of groups) {
    expect(stdout).toMatch(new RegExp(`^  ${first} `, 'm'));
    if (seconds.length === 0) continue;
    const { stdout: help } = await cellbridge({}, first, '--help');
    for (const second of seconds) expect(help).toContain(`  ${second}`);
  }
});

/** What a shell makes of an example, up to what it does with the output. */
function wordsOf(example: string): string[] {
  const [command = ''] = example.split(/ +(?:#|&&|>|\|) /);
  const words = command.matchAll(/"([^"]*)"|\S+/g);
  return [...words].map(([word, quoted]) => quoted ?? word);
}
