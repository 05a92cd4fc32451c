import { USUAL_WIDTH } from './io.js';

/** A word as a shell takes it: what is quoted is not broken. An option stays with its value. */
const WORD = /(?:--[\w-]+ (?!-))?(?:[^\s"']|"[^"]*"|'[^']*')+/g;

/** An example as help shows it: within 80 columns, and to be pasted as it is. A comment that does not fit goes first. */
export function shownExample(example: string): string {
  const line = `  $ ${example}`;
  if (line.length <= USUAL_WIDTH) return line;
  const [command = '', comment] = example.split(/ +# /);
  const above =
    comment === undefined ? [] : fold(comment.split(' '), { first: '  # ', next: '  # ', end: '' });
  const words = command.match(WORD) ?? [];
  return [...above, ...fold(words, { first: '  $ ', next: '      ', end: ' \\' })].join('\n');
}

/** Puts words into lines, each with what it begins with; `end` is at the end of all but the last. */
function fold(
  words: readonly string[],
  { first, next, end }: { readonly first: string; readonly next: string; readonly end: string },
): string[] {
  const lines: string[] = [];
  let line = first;
  for (const [index, word] of words.entries()) {
    const longer = index === 0 ? `${line}${word}` : `${line} ${word}`;
    if (index === 0 || longer.length + end.length <= USUAL_WIDTH) {
      line = longer;
    } else {
      lines.push(`${line}${end}`);
      line = `${next}${word}`;
    }
  }
  return [...lines, line];
}
