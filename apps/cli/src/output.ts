import picocolors from 'picocolors';
import { type Io, USUAL_WIDTH } from './io.js';
import { type Log, stamped } from './log.js';
import { plainText } from './plain-text.js';
import { alignedTable, fittedTable, records } from './table.js';
import { type Drawing, drawingFor } from './terminal.js';

/** How long a log hears nothing of progress after a line of it. */
const LOG_INTERVAL_MS = 10_000;

/** A list gets a line for each of its texts. */
export type TableCell = string | number | null | readonly string[];

/**
 * Prints for people, with colour on a terminal, or (`--json`) one document for programs.
 *
 * `Document` is the type of that document. Whoever prints for people alone takes an `Output`, which can print none.
 */
export class Output<in Document = never> {
  readonly log: Log;
  /** Whether standard output is for programs. */
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  readonly colors: ReturnType<typeof picocolors.createColors>;
  readonly drawing: Drawing;
  readonly #io: Io;
  readonly #content: 'text' | 'document' | 'lines';
  /** When the last progress went to a log. */
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(io: Io, log: Log, { content }: { content: 'text' | 'document' | 'lines' }) {
    this.#io = io;
    this.#content = content;
    this.log = log;
    this.isJson = content !== 'text';
    this.isTerminal = io.stdout.isTTY === true && !this.isJson;
    this.drawing = drawingFor(io.environment);
    this.colors = picocolors.createColors(this.isTerminal && !io.environment.NO_COLOR);
  }

  /** Whether standard output is left to lines for programs, so that neither text nor a document tells how it ends. */
  get isForLines(): boolean {
    return this.#content === 'lines';
  }

  /** A line for people. */
  line(text = ''): void {
    this.#write(plainText(text));
  }

  /** A line of our own text, styled by {@link colors}. */
  styled(text: string): void {
    this.#write(text);
  }

  /** A line on standard error, for whoever wants to know. */
  note(text: string): void {
    this.log.write('info', text);
  }

  /** A warning on standard error. */
  warn(text: string): void {
    this.log.write('warn', text);
  }

  /**
   * Shows progress on standard error: on a terminal in one line, which the next output replaces; else in a new
   * line with the time, every ten seconds at most. `text` may depend on the width.
   */
  progress(text: string | ((width: number) => string)): void {
    if (this.isJson) return;
    const textFor = (width: number) => (typeof text === 'string' ? text : text(width));
    if (this.log.isTerminal) {
      this.log.showProgress(textFor);
    } else if (Date.now() - this.#progressAt >= LOG_INTERVAL_MS) {
      this.#progressAt = Date.now();
      this.log.write('info', textFor(Number.POSITIVE_INFINITY), { isNow: true });
    }
  }

  /** Progress on standard output, as `nova-manage` prints it. */
  progressLine(text: string): void {
    this.line(stamped(text, this.#io.stdout));
  }

  /** The document for programs. */
  document(value: Document): void {
    if (this.#content === 'document')
      this.raw(`${JSON.stringify(value, null, 2)}
`);
  }

  /** The same without text and without a document: standard output is left to lines for programs. */
  forLines(): Output<Document> {
    return new Output(this.#io, this.log, { content: 'lines' });
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

  #write(text: string): void {
    this.log.clearProgress();
    if (!this.isJson) this.#io.stdout.write(`${text}\n`);
  }
}

function shown(value: TableCell): string {
  if (value === null) return '-';
  if (typeof value === 'object') return value.map(shown).join('\n') || '-';
  return plainText(String(value));
}
