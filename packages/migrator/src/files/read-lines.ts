import { createReadStream } from 'node:fs';
import { fileFault } from './file-fault.js';

/** A file with a longer line is none of ours, and may not fit into memory. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * Reads the lines of a file, one after the other.
 *
 * @param tooLong makes the error for a file with a line that is too long.
 * @throws InvalidInputError if the system refuses.
 */
export async function* readLines(
  path: string,
  tooLong: () => Error,
): AsyncGenerator<string, void, undefined> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE_CHARACTERS) throw tooLong();
      yield* lines;
    }
  } catch (error) {
    throw fileFault(path, 'read', error);
  }
  if (rest !== '') yield rest;
}
