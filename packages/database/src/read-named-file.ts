import { readFileSync } from 'node:fs';
import { InvalidUrlError } from './errors/invalid-url-error.js';

/**
 * Reads a file that a parameter of a URL names.
 *
 * @throws InvalidUrlError
 */
export function readNamedFile(file: string, parameter: string, database: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `${database}: the file of ${parameter} cannot be read; check it.`;
    throw new InvalidUrlError(message, { cause, database });
  }
}
