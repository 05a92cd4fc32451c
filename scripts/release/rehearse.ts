/**
 * Rehearses a release of what is committed, in a temporary folder: publishes every package to a registry on
 * this machine, installs the command from there into an empty folder and runs it. Then publishes a second
 * version, and upgrades the command and its deployment.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pnpm, run } from '../run.js';
import { startRegistry } from './registry.js';

// A command that runs is interrupted too, and fails; then everything is cleaned up.
process.on('SIGINT', () => undefined);

const folder = await mkdtemp(join(tmpdir(), 'cellbridge-rehearsal-'));
const workspace = join(folder, 'workspace');
const consumer = join(folder, 'consumer');
const { server, npmrc } = await startRegistry(folder);
try {
  await run('.', 'git', 'clone', '--quiet', '--depth=1', `file://${process.cwd()}`, workspace);
  await pnpm(workspace, 'install', '--frozen-lockfile', '--prefer-offline');
  await mkdir(consumer);
  await writeFile(join(consumer, '.npmrc'), npmrc);
  await run(consumer, 'npm', 'init', '--yes');

  await release('The first version of the rehearsal.');
  console.log(await cellbridge('demo --groups 500 --folder demo'));
  await cellbridge('api-db sync');
  await cellbridge('cell create --name cell1 --database-connection sqlite:///cell1.sqlite');
  await cellbridge('db sync');
  await cellbridge('group create kept --policy affinity');
  const groups = await cellbridge('group list --json');

  await release('The second version of the rehearsal.');
  await cellbridge('api-db sync');
  expect(await cellbridge('group list --json'), groups);
  console.log('The release was rehearsed: published, installed, run, upgraded.');
} finally {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
}

/** Raises the version, publishes as the workflow does, and installs the command. */
async function release(change: string): Promise<void> {
  const changeset = `---\n'cellbridge': minor\n---\n\n${change}\n`;
  await writeFile(join(workspace, '.changeset/rehearsal.md'), changeset);
  await pnpm(workspace, 'release:version');
  expect(await pnpm(workspace, '--silent', 'release:notes'), change);
  await pnpm(workspace, 'build');
  await writeFile(join(workspace, '.npmrc'), npmrc);
  await pnpm(workspace, 'release:publish');
  // What is published stays as it is: whoever was stopped half-way runs it again.
  await pnpm(workspace, 'release:publish');
  await rm(join(workspace, '.npmrc'));

  const manifest = await readFile(join(workspace, 'apps/cli/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  await run(consumer, 'npm', 'install', `cellbridge@${version}`);
  expect(await cellbridge('--version'), version);
}

function cellbridge(command: string): Promise<string> {
  return run(consumer, 'npx', '--no-install', 'cellbridge', ...command.split(' '));
}

function expect(actual: string, part: string): void {
  if (!actual.includes(part)) throw new Error(`Expected ${part} in ${actual}`);
}
