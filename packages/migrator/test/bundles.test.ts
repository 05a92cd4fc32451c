import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { forEachDialect } from '@cellbridge/testing';
import { build, type Format } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INSTALLED_DRIVERS } from './dialects/installed-drivers.js';

const PROGRAM = fileURLToPath(new URL('./support/bundled-program.ts', import.meta.url));
const INSTALLED = fileURLToPath(new URL('../node_modules', import.meta.url));
const DRIVERS = Object.values(INSTALLED_DRIVERS).map(({ driver }) => driver);
const FORMATS: readonly Format[] = ['esm', 'cjs'];

forEachDialect('A program in one file', (harness) => {
  const { driver, other, missing } = INSTALLED_DRIVERS[harness.dialect];

  describe.each(FORMATS)('as %s', (format) => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cellbridge-bundle-'));
      await mkdir(join(folder, 'node_modules'));
      const installed = await realpath(join(INSTALLED, driver));
      await symlink(installed, join(folder, 'node_modules', driver));
    });
    afterAll(() => rm(folder, { recursive: true }));

    test(`makes a deployment and moves groups, with no driver but ${driver}`, async () => {
      const file = join(folder, format === 'esm' ? 'program.mjs' : 'program.cjs');
      const { warnings } = await build({
        entryPoints: [PROGRAM],
        outfile: file,
        bundle: true,
        minify: true,
        platform: 'node',
        // As the packages themselves are built.
        target: 'node20',
        format,
        external: DRIVERS,
        conditions: ['cellbridge:source'],
        logLevel: 'silent',
      });
      expect(warnings).toEqual([]);
      const urls = [await harness.createDatabaseUrl(), await harness.createDatabaseUrl(), other];
      const { stdout } = await promisify(execFile)(process.execPath, [file, ...urls]);
      expect(JSON.parse(stdout)).toEqual({
        outcome: 'complete',
        found: [{ name: 'web', database: 'api' }],
        error: ['DRIVER_MISSING', expect.stringContaining(`run "npm install ${missing}".`)],
      });
    });
  });
});

test('Classes keep their names in a bundle, as the packages themselves are', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@cellbridge/objects';", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: DRIVERS,
    conditions: ['cellbridge:source'],
  });
  const text = outputFiles[0]?.text ?? '';
  expect(text).toMatch(/InstanceGroup = class /);
  expect(text).not.toMatch(/class _(CellbridgeError|Deployment|InstanceGroup)/);
});
