/** Prints the notes of the version that the packages have, or of the one that is named. */
import { readFile } from 'node:fs/promises';
import { notesOf } from './changelog.js';

const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
const { version } = JSON.parse(await read('apps/cli/package.json')) as { version: string };
process.stdout.write(notesOf(await read('CHANGELOG.md'), process.argv[2] ?? version));
