/** The rights of PostgreSQL that each command needs are those that the guide for operators lists. */
import { readFile } from 'node:fs/promises';
import { useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/index.js';
import { SCENARIOS } from './rights/scenarios.js';
import { createTrial, namesRight, type TriedRight } from './rights/tried-rights.js';

const guide = await readFile(new URL('../../../docs/operators.md', import.meta.url), 'utf8');

/** The table of the guide: a command, and what it needs in the API database and in a cell. */
const table = [
  ...(guide.split('<!-- rights')[1]?.split('\n\n')[0] ?? '').matchAll(
    /^\| `(.+?)` \| (.+) \| (.+) \|$/gm,
  ),
].map(([, command = '', api = '', cell = '']) => ({ command, api, cell }));

const GROUPS = '`instance_groups`, `instance_group_policy`, `instance_group_member`';
const SHADOWS = GROUPS.replaceAll('`instance', '`shadow_instance');

/** Reads "`SELECT` on `a`, `b`; `USAGE` on the sequence of `a`; `CREATE` on the schema". */
function rightsIn(text: string, side: TriedRight['side'], database: string): TriedRight[] {
  if (text === 'not opened') return [];
  const parts = text
    .replaceAll('the tables of groups', GROUPS)
    .replaceAll('the shadow tables of groups', SHADOWS)
    .split('; ');
  const listed = parts.flatMap((part) => {
    const [right = '', ...names] = [...part.matchAll(/`(.+?)`/g)].map(([, name = '']) => name);
    const objectOf = (name: string) =>
      part.includes('sequence') ? `sequence public.${name}_id_seq` : `table public.${name}`;
    const objects = part.endsWith('on the schema') ? ['schema public'] : names.map(objectOf);
    return objects.map((object) => ({ side, right: right.toLowerCase(), object }));
  });
  return [
    { side, right: 'connect', object: `database ${database}` },
    { side, right: 'usage', object: 'schema public' },
    ...listed,
  ];
}

describe('The rights of the guide', () => {
  const harness = useHarness('postgresql');

  test('are there for every command on databases', () => {
    const onDatabases = COMMANDS.filter(({ needsNoDatabase = false }) => !needsNoDatabase);
    const commands = onDatabases.map(({ path }) => path.join(' '));
    expect(table.map(({ command }) => command).sort()).toEqual(commands.sort());
    expect(Object.keys(SCENARIOS).sort()).toEqual(commands);
  });

  test.each(table)(
    'let a role run $command, which names each that is missing',
    async (row) => {
      const { command } = row;
      const trial = await createTrial(harness);
      const rights = (['api', 'cell'] as const).flatMap((side) =>
        rightsIn(row[side], side, trial.database[side]),
      );
      const attempt = async (withheld?: TriedRight) => {
        const calls = (await SCENARIOS[command]?.(trial.where)) ?? [];
        await trial.grant(rights);
        if (withheld) await trial.revoke(withheld);
        const isEnough = (text: string) => withheld !== undefined && namesRight(text, withheld);
        return await trial.run(command, calls, isEnough);
      };
      for (const { code, text } of await attempt()) {
        expect({ text, code }).not.toMatchObject({ code: 127 });
        expect(text).not.toMatch(/ may not /);
      }
      const unnamed: object[] = [];
      for (const right of rights) {
        const printed = (await attempt(right)).map(({ text }) => text).join('');
        if (!namesRight(printed, right)) unnamed.push({ ...right, printed });
      }
      expect(unnamed).toEqual([]);
    },
    400_000,
  );
});
