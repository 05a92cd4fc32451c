import wrapAnsi from 'wrap-ansi';
import {
  CLEAR_BELOW,
  CLEAR_LINE,
  CLEAR_SCREEN,
  CURSOR_HOME,
  type Stream,
  USUAL_WIDTH,
} from './io.js';

/** How many lines a terminal has that does not report it. */
const USUAL_LINES = 24;

/**
 * Shows texts one after the other: on a terminal each in the place of the one before, as much of it as fits; else below
 * it, after an empty line.
 */
export class Display {
  readonly #stream: Stream;
  #isEmpty = true;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Shows a text in one write, so that nothing flickers. */
  show(text: string): void {
    const stream = this.#stream;
    const isFirst = this.#isEmpty;
    this.#isEmpty = false;
    if (!stream.isTTY) {
      stream.write(isFirst ? text : `\n${text}`);
      return;
    }
    const { columns = USUAL_WIDTH, rows = USUAL_LINES } = stream;
    const lines = fitLines(text, columns, rows - 1).map((line) => `${CLEAR_LINE}${line}\n`);
    const start = isFirst ? `${CLEAR_SCREEN}${CURSOR_HOME}` : CURSOR_HOME;
    stream.write(`${start}${lines.join('')}${CLEAR_BELOW}`);
  }
}

/** Wraps a text, and cuts it so that a terminal need not scroll. */
function fitLines(text: string, columns: number, most: number): string[] {
  const wrapped = wrapAnsi(text.trimEnd(), columns, { hard: true, trim: false });
  const lines = wrapped.split('\n');
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, Math.max(most - 1, 0));
  return [...shown, `... ${lines.length - shown.length} more lines`.slice(0, columns)];
}
