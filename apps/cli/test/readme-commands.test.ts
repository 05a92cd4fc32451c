import { readFile } from 'node:fs/promises';
import { runSource, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/index.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const README = await readFile(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  const harness = useHarness('sqlite');

  test('begins with commands that work one after the other, in an empty folder', async () => {
    const [, example = ''] = /^```sh\n(.*?)^```$/ms.exec(README) ?? [];
    const lines = example.trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    const folder = await harness.folder();
    for (const line of lines) {
      const [program, ...words] = line.replace(/ +#.*/, '').split(' ');
      expect(program).toBe('cellbridge');
      const environment = { CELLBRIDGE_API_DB: undefined };
      const { code, stderr } = await runSource(BIN, { arguments: words, folder, environment });
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
    }
  });

  test('names every command', () => {
    for (const { path } of COMMANDS) {
      const row = new RegExp(`^\\| .*\`${path.join('\\b.*')}\``, 'm');
      expect(README).toMatch(row);
    }
  });
});
