import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runSource, sourceArguments } from '../src/index.js';

const BIN = new URL('../../../apps/cli/src/bin.ts', import.meta.url);
/** Has the command fail in its first file. */
const HOOK = `process.on('newListener', (name) => {
  if (name === 'SIGINT') throw new Error('Here.');
})`;

test('The command is bundled for a test run, and its traces tell where its sources are', async () => {
  expect(sourceArguments(BIN)).toEqual(['--enable-source-maps', expect.stringMatching(/bin\.js$/)]);
  const { code, stderr } = await runSource(BIN, {
    environment: {
      CELLBRIDGE_DEBUG: '1',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOOK)}`,
    },
  });
  expect(code).toBe(255);
  expect(stderr).toMatch(/ Here\.$/m);
  expect(stderr).toMatch(/apps\/cli\/src\/bin\.ts:\d+:\d+/);
});

test('Modules of the command find files beside their sources', async () => {
  const manifest = readFileSync(new URL('../package.json', new URL('.', BIN)), 'utf8');
  const { stdout } = await runSource(BIN, { arguments: ['--version'] });
  expect(stdout).toContain(JSON.parse(manifest).version);
});
