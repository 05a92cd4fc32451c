/** Every argument of every command, with any text: a clear sentence and an exit code for it. */
import { createDeployment, forEachDialect, pickSeed, proof } from '@cellbridge/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionTerm } from '../src/command.js';
import { COMMANDS } from '../src/commands/index.js';
import { type CliResult, cellbridge } from './run.js';
import { visited } from './visited.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const PASSWORD = 's3cret';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ...[
      "'; DROP TABLE instance_groups; --",
      "x' OR '1'='1",
      '%',
      '\\',
      '\0',
      '\ud800',
      '\u001b[2J',
    ],
    ...['', '0', '-1', '1', '1.5', '1e3', 'abc', '99999999999999999999', 'x'.repeat(256)],
    ...[UUID, UUID.toUpperCase(), 'cell1', 'name=1', '=', 'a=b', '--', '-', '-x'],
    ...['api', 'cell', 'merge', 'affinity', 'sqlite://', 'sqlite:////dev/null', '/dev/null'],
    `postgresql://nova:${PASSWORD}@127.0.0.1:1/nova`,
    `mysql+pymysql://nova:${PASSWORD}@db/nova`,
    `postgresql://nova:${PASSWORD}@[/nova?sslmode=nonsense`,
  ),
);
// It makes a deployment of its own, for a minute.
const COMMANDS_OF_A_DEPLOYMENT = COMMANDS.filter(({ path }) => path[0] !== 'demo');

/** The words of a command, with some of its options and any number of arguments. */
const words = (command: (typeof COMMANDS)[number]) => {
  const flags = Object.entries(command.options ?? {}).map(([name, definition]) => {
    const [flag = '', placeholder] = optionTerm(name, definition).split(' ');
    return placeholder
      ? text.map((value) => [flag, value] as string[])
      : fc.constant<string[]>([flag]);
  });
  const options = fc
    .tuple(...flags.map((flag) => fc.option(flag, { nil: [] })))
    .map((given) => given.flat());
  return fc.tuple(options, fc.array(text, { maxLength: 3 }));
};

forEachDialect('Any text', (harness) => {
  describe.each(COMMANDS_OF_A_DEPLOYMENT)('given to $path', (command) => {
    test('is answered or refused, clearly', async () => {
      const { api } = await createDeployment(harness);
      // What a text may name is written there.
      const folder = await harness.folder();
      const theirs = { uuid: UUID, projectId: 'theirs', members: ['m'] };
      await api.addGroups([theirs]);
      const property = fc.asyncProperty(
        words(command),
        fc.boolean(),
        async ([options, given], json) => {
          const typed = [...command.path, ...options, ...given];
          const after = typed.includes('--') ? [] : ['--api-db', api.url];
          const args = ['--api-db', api.url, ...typed, ...after, ...(json ? ['--json'] : [])];
          // It would go on until Ctrl-C.
          const isServed = command.path[0] === 'dashboard';
          const result = isServed
            ? visited({ folder }, [], ...args)
            : cellbridge({ folder }, ...args);
          expectClear(await result, json);
        },
      );
      await fc.assert(property, { seed: pickSeed(), numRuns: proof(15, 500) });
    });
  });
});

test('no words at all are taken for a command', async () => {
  const property = fc.asyncProperty(fc.array(text, { maxLength: 4 }), async (args) => {
    fc.pre(!['demo', '--help', '-h', '--version'].some((word) => args.includes(word)));
    expectClear(await cellbridge({}, ...args), false);
  });
  await fc.assert(property, { seed: pickSeed(), numRuns: proof(100, 2_000) });
});

function expectClear({ code, stdout, stderr }: CliResult, json: boolean): void {
  expect([0, 1, 2, 3, 4, 127]).toContain(code);
  const shown = stdout + stderr;
  // A name that is like a URL is shown as it is: it is data, once it is stored.
  if (code !== 0) expect(shown).not.toContain(PASSWORD);
  expect(shown).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(shown).not.toContain('\u001b[2J');
  if (json) expect(() => JSON.parse(stdout)).not.toThrow();
  else if (code === 127) expect(stderr).toMatch(/^cellbridge: \S/m);
}
