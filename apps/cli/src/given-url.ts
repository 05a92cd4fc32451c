import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from './io.js';
import { reading } from './read-file.js';

/**
 * Returns a URL that an option or a variable gives: itself, the content of a file (`@FILE`), or standard input (`-`). Nobody
 * can read a password of these two in the list of processes.
 *
 * @throws UsageError if the file cannot be read.
 */
export async function givenUrl(text: string, { folder, input }: Io): Promise<string> {
  if (text === '-') return (await input()).trim();
  if (!text.startsWith('@')) return text;
  const path = resolve(folder, text.slice(1));
  return reading(path, () => readFileSync(path, 'utf8').trim());
}
