/** Writes the man page beside the built command. */
import { writeFile } from 'node:fs/promises';
import { manPage } from '../src/man-page.js';

/** What builds set that can be repeated, in seconds. */
const { SOURCE_DATE_EPOCH } = process.env;
const time = SOURCE_DATE_EPOCH ? new Date(Number(SOURCE_DATE_EPOCH) * 1_000) : new Date();

await writeFile(
  new URL('../dist/cellbridge.1', import.meta.url),
  manPage(time.toISOString().slice(0, 10)),
);
