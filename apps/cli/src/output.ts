import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Io } from './io.js';
import { plainText } from './plain-text.js';

export type Cell = string | number | null;

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
    if (!this.isJson) this.#io.stdout.write(`${text}\n`);
  }

  /** A line beside the result: what goes on, or what went wrong. */
  note(text: string): void {
    this.#io.stderr.write(`${text}\n`);
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
      head: head.map((title) => this.colors.bold(title)),
      ...(this.isTerminal ? framed : plain),
    });
    table.push(...rows.map((row) => row.map(shown)));
    this.line(table.toString());
  }

  /** Text as it is, on standard output. */
  raw(text: string): void {
    this.#io.stdout.write(text);
  }
}

/** The widest that a cell of a table gets. */
const WIDEST = 60;

/** A value in one line that fits; the whole of it is in the document for programs. */
function shown(value: Cell): string {
  if (value === null) return '-';
  const text = plainText(String(value));
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

/** Time as people read it: `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(Math.round(seconds), seconds > 0 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
