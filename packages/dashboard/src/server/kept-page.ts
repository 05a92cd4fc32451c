import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A page that is sent to several viewers: compressed once for all of them. */
export class KeptPage {
  readonly html: string;
  #compressed: Promise<Uint8Array<ArrayBuffer>> | undefined;

  constructor(html: string) {
    this.html = html;
  }

  /** The page as gzip. */
  compressed(): Promise<Uint8Array<ArrayBuffer>> {
    this.#compressed ??= compress(this.html).then((bytes) => new Uint8Array(bytes));
    return this.#compressed;
  }
}
