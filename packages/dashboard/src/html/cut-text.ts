/** What takes more bytes as HTML: most of these are written as entities, of six characters at most. */
const ESCAPED = /["&'<>\p{Cc}]/u;
const ESCAPED_BYTES = 6;

/**
 * Cuts a text that would be too long as HTML, and says so by an ellipsis. Bytes are what counts: a name may hold anything.
 *
 * @param mostBytes how many bytes of HTML it may be, about.
 */
export function cutText(text: string, mostBytes: number): string {
  if (text.length * ESCAPED_BYTES <= mostBytes) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += ESCAPED.test(character) ? ESCAPED_BYTES : Buffer.byteLength(character);
    if (bytes > mostBytes) return `${text.slice(0, end)}…`;
    end += character.length;
  }
  return text;
}
