import picocolors from 'picocolors';
import { CLEAR_LINE, type Io } from './io.js';
import { plainText } from './plain-text.js';
import { alignedTable, fittedTable, records } from './table.js';
import { type Drawing, drawingFor } from './terminal.js';

/** How long a log hears nothing of progress after a line of it. */
const LOG_INTERVAL_MS = 10_000;

/** A list gets a line for each of its texts. */
export type TableCell = string | number | null | readonly string[];

/** Prints for people, with colour on a terminal, or (`--json`) one document for programs. */
export class Output {
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  readonly colors: ReturnType<typeof picocolors.createColors>;
  readonly drawing: Drawing;
  readonly #io: Io;
  #hasProgress = false;
  /** When the last progress went to a log. */
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(io: Io, { json }: { json: boolean }) {
    this.#io = io;
    this.isJson = json;
    this.isTerminal = io.stdout.isTTY === true && !json;
    this.drawing = drawingFor(io.environment);
    this.colors = picocolors.createColors(this.isTerminal && !io.environment.NO_COLOR);
  }

  /** A line for people. */
  line(text = ''): void {
    this.#write(plainText(text));
  }

  /** A line of our own text, styled by {@link colors}. */
  styled(text: string): void {
    this.#write(text);
  }

  /** A line on standard error: a warning, an error or progress. */
  note(text: string): void {
    this.clearProgress();
    this.#io.stderr.write(`${plainText(text)}\n`);
  }

  /** A note of what happens while a command is at work: with the time where it goes to a log. */
  noteNow(text: string): void {
    this.note(stamped(text, this.#io.stderr));
  }

  /**
   * Shows progress on standard error: on a terminal in one line, which the next output replaces; else in a new
   * line with the time, every ten seconds at most. `text` may depend on the width.
   */
  progress(text: string | ((width: number) => string)): void {
    if (this.isJson) return;
    const { stderr } = this.#io;
    // Some terminals wrap a line that fills the last column.
    const width = stderr.isTTY ? (stderr.columns || USUAL_WIDTH) - 1 : Number.POSITIVE_INFINITY;
    const line = plainText(typeof text === 'string' ? text : text(width));
    if (!stderr.isTTY) {
      if (Date.now() - this.#progressAt < LOG_INTERVAL_MS) return;
      this.#progressAt = Date.now();
      this.noteNow(line);
    } else {
      stderr.write(`${CLEAR_LINE}${line.slice(0, width)}`);
      this.#hasProgress = true;
    }
  }

  /** Progress on standard output, as `nova-manage` prints it. */
  progressLine(text: string): void {
    this.line(stamped(text, this.#io.stdout));
  }

  /** The document for programs. */
  document(value: unknown): void {
    if (this.isJson) this.raw(`${JSON.stringify(value, null, 2)}\n`);
  }

  /**
   * A table for people: on a terminal wrapped at words to fit its width; in a pipe only with aligned columns.
   */
  table(head: readonly string[], rows: readonly (readonly TableCell[])[]): void {
    const content = { head: head.map(plainText), rows: rows.map((row) => row.map(shown)) };
    this.#write(this.isTerminal ? fittedTable(content, this.#terminal()) : alignedTable(content));
  }

  /** One record for people, a line for each field; longer ones are wrapped on a terminal. */
  record(fields: readonly (readonly [name: string, value: TableCell])[]): void {
    const head = fields.map(([name]) => plainText(name));
    const row = fields.map(([, value]) => shown(value));
    const terminal = this.isTerminal
      ? this.#terminal()
      : { width: Number.POSITIVE_INFINITY, title: (text: string) => text };
    this.#write(records({ head, rows: [row] }, terminal));
  }

  /** Unchanged text on standard output. */
  raw(text: string): void {
    this.#io.stdout.write(text);
  }

  #terminal() {
    const { frame } = this.drawing;
    return { width: this.#io.stdout.columns || USUAL_WIDTH, title: this.colors.bold, frame };
  }

  /** Clears the line of {@link progress} on a terminal. */
  clearProgress(): void {
    if (this.#hasProgress) this.#io.stderr.write(CLEAR_LINE);
    this.#hasProgress = false;
  }

  #write(text: string): void {
    this.clearProgress();
    if (!this.isJson) this.#io.stdout.write(`${text}\n`);
  }
}

/** The width of a terminal that does not report it, in characters. */
export const USUAL_WIDTH = 80;

function shown(value: TableCell): string {
  if (value === null) return '-';
  if (typeof value === 'object') return value.map(shown).join('\n') || '-';
  return plainText(String(value));
}

function stamped(text: string, { isTTY = false }: Pick<Io['stdout'], 'isTTY'>): string {
  return isTTY ? text : `${new Date().toISOString().slice(0, 19)}Z ${text}`;
}

/** A time for people: `3 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(Math.round(seconds), seconds > 0 ? 1 : 0);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
