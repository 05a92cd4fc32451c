import { cutText } from '../html/cut-text.js';

/** How long it may be: a page may have some hundreds of it. The documents have all of it. */
const MOST_BYTES = 400;

/** Sentences that come from a database, a file or an error, and may be of any length. */
export function prose(sentences: string): string {
  return cutText(sentences, MOST_BYTES);
}
