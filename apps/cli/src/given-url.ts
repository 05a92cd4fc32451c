import { resolve } from 'node:path';
import type { Io } from './io.js';
import { refuseForeignNamed } from './owner.js';
import { readFile, refuseNoPath } from './read-file.js';
import { UsageError } from './usage-error.js';

/** Reads the URLs that options and variables give. */
export class GivenUrls {
  readonly #io: Io;
  #hasReadInput = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /**
   * Returns a URL: the text itself, the content of a file (`@FILE`), or standard input (`-`). Nobody can read a password of
   * these two in the list of processes.
   *
   * @param from the option or variable, for the error.
   * @param noun what it is, if it is no URL.
   * @throws UsageError if there is none, or a file cannot be read.
   */
  async read(text: string, from: string, noun = 'URL'): Promise<string> {
    const url = (await this.#content(text, from)).trim();
    if (url !== '') return url;
    throw new UsageError(`${from} gives no ${noun}${text === '' ? '' : `: ${text} is empty`}.`);
  }

  async #content(text: string, from: string): Promise<string> {
    const { folder, input, userId } = this.#io;
    if (text === '-') {
      if (this.#hasReadInput) {
        throw new UsageError('- stands for standard input once; write @FILE for the other URLs.');
      }
      this.#hasReadInput = true;
      return await input();
    }
    if (!text.startsWith('@')) return text;
    refuseNoPath(text.slice(1), `${from} @FILE`);
    const path = resolve(folder, text.slice(1));
    return readFile(path, (ownerId) => refuseForeignNamed(path, ownerId, userId));
  }
}
