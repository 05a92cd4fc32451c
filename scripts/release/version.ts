/** Raises the version of all packages as the changesets ask for, and adds the release to CHANGELOG.md. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import getReleasePlan from '@changesets/get-release-plan';
import { addRelease, describeRelease } from './changelog.js';

const { changesets, releases } = await getReleasePlan(process.cwd());
const packages = releases.filter(({ type }) => type !== 'none');
const version = packages[0]?.newVersion;
if (version === undefined) {
  console.log('No changeset waits for a release.');
} else {
  const date = new Date().toISOString().slice(0, 10);
  const section = describeRelease(version, date, changesets, packages.length);
  execFileSync('changeset', ['version'], { stdio: 'inherit' });
  writeFileSync('CHANGELOG.md', addRelease(readFileSync('CHANGELOG.md', 'utf8'), section));
  console.log(`The version is ${version}.\n\n${section}`);
}
