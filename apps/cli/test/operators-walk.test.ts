import { readFile } from 'node:fs/promises';
import { createDeployment, forEachDialect, runSource } from '@cellbridge/testing';
import { expect, test } from 'vitest';

const BIN = new URL('../src/bin.ts', import.meta.url);
const GUIDE = await readFile(new URL('../../../docs/operators.md', import.meta.url), 'utf8');

/** The commands of the guide's first section, in their order, without their comments. */
function commandsOfWalk(): string[] {
  const [, walk = ''] = /^## Step by step\n(.*?)^###? /ms.exec(GUIDE) ?? [];
  const blocks = [...walk.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.trim().split('\n'))
    .map((line) => line.replace(/ +#.*/, '').trim());
}

/** A slow machine shows some. */
const WITHOUT_PROGRESS = ['--log-level', 'warn'];

forEachDialect('The guide for operators', (harness) => {
  test('walks from the tables that Nova made to the last check, with commands that work', {
    timeout: 300_000,
  }, async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2, madeBy: 'nova' });
    for (const cell of cells)
      await cell.addGroups([{ members: ['a', 'b'] }, { deleted: true }, {}]);
    const folder = await harness.folder();
    const environment = { CELLBRIDGE_API_DB: api.url };
    const commands = commandsOfWalk();
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const [program, ...words] = command.split(' ');
      expect(program).toBe('cellbridge');
      const { code, stderr } = await runSource(BIN, {
        arguments: [...words, ...WITHOUT_PROGRESS],
        folder,
        environment,
      });
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    }
    expect(await api.groups()).toHaveLength(4);
    for (const cell of cells) {
      expect(await cell.raw.query('SELECT id FROM instance_groups')).toEqual([]);
    }
  });
});
