import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Io } from './io.js';
import { plainText } from './plain-text.js';

/** A list takes a line for each of its texts. */
export type Cell = string | number | null | readonly string[];

/** Prints for people, with colour on a terminal, or (`--json`) one document for programs. */
export class Output {
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  readonly colors: ReturnType<typeof picocolors.createColors>;
  readonly #io: Io;

  constructor(io: Io, { json }: { json: boolean }) {
    this.#io = io;
    this.isJson = json;
    this.isTerminal = io.stdout.isTTY === true && !json;
    this.colors = picocolors.createColors(this.isTerminal && !io.environment.NO_COLOR);
  }

  /** A line for people. */
  line(text = ''): void {
    this.#write(plainText(text));
  }

  /** The same in a colour, or as {@link colors} make it, of a text that is ours. */
  styled(text: string): void {
    this.#write(text);
  }

  /** A line beside the result: what goes on, or what went wrong. */
  note(text: string): void {
    this.#io.stderr.write(`${plainText(text)}\n`);
  }

  /** The document for programs. */
  document(value: unknown): void {
    if (this.isJson) this.raw(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** A table for people: framed on a terminal, its columns lined up in a pipe. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void {
    const plain = {
      chars: {
        ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
        ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
        ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
        middle: '  ',
      },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    };
    // The table's own colours look at the process, not at the stream that is written to.
    const framed = { style: { head: [], border: [] } };
    const table = new Table({
      head: head.map((title) => this.colors.bold(plainText(title))),
      ...(this.isTerminal ? framed : plain),
    });
    table.push(...rows.map((row) => row.map((value) => this.#shown(value))));
    this.#write(table.toString());
  }

  /** Text as it is, on standard output. */
  raw(text: string): void {
    this.#io.stdout.write(text);
  }

  #write(text: string): void {
    if (!this.isJson) this.#io.stdout.write(`${text}\n`);
  }

  /** A text in one line; on a terminal in lines that fit. */
  #shown(value: Cell): string {
    if (value === null) return '-';
    if (typeof value === 'object') return value.map((text) => this.#shown(text)).join('\n') || '-';
    const text = plainText(String(value));
    return this.isTerminal ? foldedAt(text, WIDEST) : text;
  }
}

/** Breaks a text into lines of a width. */
function foldedAt(text: string, width: number): string {
  const lines: string[] = [];
  for (let start = 0; start < text.length; start += width) {
    lines.push(text.slice(start, start + width));
  }
  return lines.join('\n');
}

/** The widest that a cell of a table gets on a terminal. */
const WIDEST = 60;

/** Time as people read it: `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(Math.round(seconds), seconds > 0 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
