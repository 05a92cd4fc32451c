/**
 * Rehearses a release: publishes every package to a registry on this machine, installs the command
 * from it into an empty folder and runs it, publishes a second version, and upgrades with it a
 * deployment that the first one made. Everything happens in a temporary folder, which is removed.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../run.js';
import { addMigration, copyWorkspace } from './copy-workspace.js';
import { type Registry, startRegistry } from './registry.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PNPM = ['--yes', 'pnpm@12.21.0'];
const interruption = new AbortController();
const { signal } = interruption;
process.once('SIGINT', () => interruption.abort(new Error('Interrupted.')));
process.once('SIGTERM', () => interruption.abort(new Error('Terminated.')));

const folder = await mkdtemp(join(tmpdir(), 'cellbridge-rehearsal-'));
let registry: Registry | undefined;
try {
  registry = await startRegistry(folder);
  await rehearse(registry);
  console.log(
    'The release was rehearsed: published, installed, run, upgraded. Nothing is left of it.',
  );
} catch (error) {
  console.error(signal.aborted ? 'Stopped; nothing is left of it.' : error);
  process.exitCode = 1;
} finally {
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
}

async function rehearse({ npmrc }: Registry): Promise<void> {
  const workspace = join(folder, 'workspace');
  await copyWorkspace(ROOT, workspace, signal);
  const first = await publish(workspace, npmrc, 'The first version of the rehearsal.');
  expectPart(await notes(workspace), 'The first version of the rehearsal.');

  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await writeFile(join(consumer, '.npmrc'), npmrc);
  await run({ folder: consumer, signal }, 'npm', 'init', '--yes');
  await run({ folder: consumer, signal }, 'npm', 'install', 'cellbridge');
  const cellbridge = (...options: string[]) =>
    run({ folder: consumer, signal }, 'npx', '--no-install', 'cellbridge', ...options);
  expectEqual(await cellbridge('--version'), `${first}\n`);
  console.log(await cellbridge('demo', '--groups', '500', '--folder', 'demo'));

  await cellbridge('api-db', 'sync');
  const cell = ['--name', 'cell1', '--database-connection', 'sqlite:///cell1.sqlite'];
  await cellbridge('cell', 'create', ...cell);
  await cellbridge('db', 'sync');
  await cellbridge('group', 'create', 'kept', '--policy', 'affinity');
  const groups = await cellbridge('group', 'list', '--json');

  await addMigration(workspace, { tag: '0099_rehearsal', table: 'cellbridge_rehearsal' }, signal);
  const step = 'Run `cellbridge api-db sync`, which makes one table more.';
  const change = `The second version of the rehearsal.\n\n## Upgrade steps\n\n${step}`;
  const second = await publish(workspace, npmrc, change);
  expectPart(await notes(workspace), `### Upgrade steps - ${step} ### New - **cellbridge**: The`);
  await run({ folder: consumer, signal }, 'npm', 'install', `cellbridge@${second}`);
  expectEqual(await cellbridge('--version'), `${second}\n`);
  expectPart(await cellbridge('api-db', 'version', '--json'), '"pending":["0099_rehearsal"]');
  await cellbridge('api-db', 'sync');
  expectPart(await cellbridge('api-db', 'version', '--json'), '"pending":[]');
  expectEqual(await cellbridge('group', 'list', '--json'), groups);

  await run({ folder: consumer, signal }, 'npm', 'install', `cellbridge@${first}`);
  const older = ['--no-install', 'cellbridge', 'api-db', 'sync', '--json'];
  const refusal = await run({ folder: consumer, signal, code: 127 }, 'npx', ...older);
  expectPart(refusal, 'SCHEMA_TOO_NEW');
}

/** Raises the version, builds and publishes, as the workflow does. @returns the version. */
async function publish(workspace: string, npmrc: string, change: string): Promise<string> {
  const here = { folder: workspace, signal };
  await writeFile(
    join(workspace, '.changeset', 'rehearsal.md'),
    `---\n'cellbridge': minor\n---\n\n${change}\n`,
  );
  await run(here, 'npx', ...PNPM, 'install', '--frozen-lockfile', '--prefer-offline');
  await run(here, 'npx', ...PNPM, 'release:version');
  await run(here, 'npx', ...PNPM, 'build');
  await writeFile(join(workspace, '.npmrc'), npmrc);
  await run(here, 'npx', ...PNPM, 'release:publish');
  // What is published stays as it is: whoever was stopped half-way runs it again.
  await run(here, 'npx', ...PNPM, 'release:publish');
  await rm(join(workspace, '.npmrc'));
  const manifest = await readFile(join(workspace, 'apps/cli/package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function notes(workspace: string): Promise<string> {
  return run({ folder: workspace, signal }, 'npx', ...PNPM, '--silent', 'release:notes');
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`Expected ${expected}, but it is ${actual}`);
}

function expectPart(actual: string, part: string): void {
  const compact = (text: string) => text.replace(/\s+/g, '');
  if (!compact(actual).includes(compact(part))) throw new Error(`Expected ${part} in ${actual}`);
}
