/** Raises the version of all packages as the changesets ask for, and says in CHANGELOG.md what is new. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import getReleasePlan from '@changesets/get-release-plan';
import { run } from '../run.js';
import { addRelease, describeRelease } from './changelog.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = join(ROOT, 'CHANGELOG.md');

const { changesets, releases } = await getReleasePlan(ROOT);
const packages = releases.filter(({ type }) => type !== 'none');
const version = packages[0]?.newVersion;
if (version === undefined) {
  console.log('No changeset waits for a release.');
} else {
  const today = new Date().toISOString().slice(0, 10);
  const section = describeRelease(version, today, changesets, packages.length);
  await run({ folder: ROOT }, 'npx', '--no-install', 'changeset', 'version');
  await writeFile(FILE, addRelease(await readFile(FILE, 'utf8'), section));
  console.log(`The version is ${version}.\n\n${section}`);
}
