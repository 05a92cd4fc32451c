import { createHash } from 'node:crypto';

/** A SHA-256 of lines, each with its line break. */
export class LinesDigest {
  readonly #hash = createHash('sha256');

  add(line: string): void {
    this.#hash.update(`${line}\n`);
  }

  /** In hexadecimal; to be asked for once, at the end. */
  end(): string {
    return this.#hash.digest('hex');
  }
}
