/** Prints the notes of the version that the packages have. */
import { readFileSync } from 'node:fs';
import { notesOf } from './changelog.js';

const { version } = JSON.parse(readFileSync('apps/cli/package.json', 'utf8')) as {
  version: string;
};
process.stdout.write(notesOf(readFileSync('CHANGELOG.md', 'utf8'), version));
