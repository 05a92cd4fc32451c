import { CLEAR_LINE, type Io, USUAL_WIDTH } from './io.js';
import { plainText } from './plain-text.js';

/** From the least that is logged to the most. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `text`: a sentence a line, for people. `json`: a JSON object a line, for programs. */
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What a line of the log says beside its text. */
export interface LogDetails {
  /** Whether it happens now, while the command is at work: then a line for people has the time, unless it goes to a terminal. */
  readonly isNow?: boolean;
  /** Fields of a JSON line. */
  readonly fields?: object;
}

/** Writes what a command has to say on standard error. Writes are synchronous where the stream's are. */
export class Log {
  readonly #stderr: Io['stderr'];
  readonly #level: number;
  readonly #format: LogFormat;
  /** Whether a line of progress is on the terminal, which the next output replaces. */
  #hasProgress = false;

  constructor(
    { stderr }: Pick<Io, 'stderr'>,
    { level = 'info', format = 'text' }: { level?: LogLevel; format?: LogFormat } = {},
  ) {
    this.#stderr = stderr;
    this.#level = LOG_LEVELS.indexOf(level);
    this.#format = format;
  }

  /** Whether progress can be shown in one line that is written again and again. */
  get isTerminal(): boolean {
    return this.#stderr.isTTY === true && this.#format === 'text';
  }

  /** Whether it is a log that programs read, which has all that happens. */
  get isForPrograms(): boolean {
    return this.#format === 'json';
  }

  /** Whether lines of a level are written. */
  has(level: LogLevel): boolean {
    return LOG_LEVELS.indexOf(level) <= this.#level;
  }

  write(level: LogLevel, text: string, { isNow = false, fields = {} }: LogDetails = {}): void {
    if (!this.has(level)) return;
    this.clearProgress();
    const message = plainText(text);
    const time = new Date().toISOString();
    const shown = isNow ? stamped(message, this.#stderr) : message;
    const line =
      this.#format === 'json' ? JSON.stringify({ time, level, message, ...fields }) : shown;
    this.#stderr.write(`${line}\n`);
  }

  /** Shows a line of progress on a terminal, in the place of the one before. `text` is given the width. */
  showProgress(text: (width: number) => string): void {
    if (!this.has('info')) return;
    const stderr = this.#stderr;
    // Some terminals wrap a line that fills the last column.
    const width = (stderr.columns || USUAL_WIDTH) - 1;
    stderr.write(`${CLEAR_LINE}${plainText(text(width)).slice(0, width)}`);
    this.#hasProgress = true;
  }

  /** Clears the line of {@link showProgress}. */
  clearProgress(): void {
    if (this.#hasProgress) this.#stderr.write(CLEAR_LINE);
    this.#hasProgress = false;
  }
}

/** The format of the log that the arguments ask for: errors of reading them are logged in it, too. */
export function logFormatIn(given: readonly string[]): LogFormat {
  const place = given.indexOf('--log-format');
  const isJson = given.includes('--log-format=json') || (place >= 0 && given[place + 1] === 'json');
  return isJson ? 'json' : 'text';
}

/** A text with the time, unless it goes to a terminal. */
export function stamped(text: string, { isTTY = false }: Pick<Io['stdout'], 'isTTY'>): string {
  return isTTY ? text : `${new Date().toISOString().slice(0, 19)}Z ${text}`;
}
