import wrapAnsi from 'wrap-ansi';

/** A source line of a page should have at most 80, and each hyphen adds one. */
const LINE_CHARACTERS = 60;

/** A line of a man page. */
function escaped(line: string): string {
  const text = line.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  // At the beginning of a line these make it a request.
  return /^[.']/.test(text) ? `\\&${text}` : text;
}

/** A word of a request. */
function quoted(word: string): string {
  return `"${escaped(word).replaceAll('"', '\\(dq')}"`;
}

/** The beginning of a page, in which no word is broken. @param date as ISO 8601 has it. */
export const header = (name: string, { version, date }: { version: string; date: string }) =>
  `.TH ${name.toUpperCase()} 1 ${date} ${quoted(`${name} ${version}`)} "User Commands"\n.nh`;

export const section = (title: string) => `.SH ${quoted(title)}`;

export const subsection = (title: string) => `.SS ${quoted(title)}`;

/** The first paragraph of a section. */
export const text = (words: string) =>
  wrapAnsi(words, LINE_CHARACTERS).split('\n').map(escaped).join('\n');

/** A further one. */
export const paragraph = (words: string) => `.PP\n${text(words)}`;

/** A term, and what it means, below it and indented. */
export const term = (name: string, meaning: string) => `.TP\n.B ${quoted(name)}\n${text(meaning)}`;

/** Lines as they are typed. */
export const code = (lines: readonly string[]) =>
  ['.PP', '.nf', '.RS 4', ...lines.map(escaped), '.RE', '.fi'].join('\n');
