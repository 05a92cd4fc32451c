/** What the command uses of its process. Tests pass their own. */
export interface Io {
  /** The arguments, without the program's own name. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The current folder: config files are searched from here, and `--folder` is relative to it. */
  readonly folder: string;
  readonly stdout: StandardOutput;
  readonly stderr: Stream;
  /** Reads standard input to its end. */
  readonly input: () => Promise<string>;
  /** Whether the reader of standard output has closed it, which interrupts the command. */
  readonly isOutputClosed?: () => boolean;
  /** The user's id, whose files are trusted; below 0 where there are none (Windows). */
  readonly userId: number;
  /** The user, for what is recorded. */
  readonly userName: string;
  /**
   * From now on the first Ctrl-C only aborts the signal that this returns, so that the command can stop at a
   * safe point. Before, it ends the command, with an InterruptedError.
   */
  readonly heedInterruption: () => AbortSignal;
  /**
   * Runs `work` with that signal. Before and after it, the first Ctrl-C or SIGTERM ends the command.
   */
  readonly whileHeeding: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** What the command uses of a stream. */
export type Stream = Pick<NodeJS.WriteStream, 'write'> & {
  readonly isTTY?: boolean;
  /** How many characters wide a terminal is. */
  readonly columns?: number;
  /** How many lines high it is. */
  readonly rows?: number;
};

/** Standard output, which knows whether anything was written to it. */
export interface StandardOutput extends Stream {
  readonly hasWritten: boolean;
}

/** The width of a terminal that does not report it, in characters. */
export const USUAL_WIDTH = 80;

/** Clears the line of the cursor on a terminal, and moves the cursor to its beginning. */
export const CLEAR_LINE = '\r\u001b[K';

/** Clears a terminal, or what is below the cursor. */
export const CLEAR_SCREEN = '\u001b[2J';
export const CLEAR_BELOW = '\u001b[J';

/** Moves the cursor to the upper left corner of a terminal. */
export const CURSOR_HOME = '\u001b[H';
