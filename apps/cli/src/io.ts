/** What a run of the command gets from outside, so that a test can give it something else. */
export interface Io {
  /** The arguments, without the program's own name. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the config file is looked for, and what the path of `--folder` is relative to. */
  readonly folder: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Reads standard input to its end. */
  readonly input: () => Promise<string>;
  /** Whether nobody reads standard output any more, so that what is under way was ended for that. */
  readonly isOutputClosed?: () => boolean;
  /** Who is at work, for what is recorded. */
  readonly userName: string;
  /**
   * Gives the signal that Ctrl-C aborts, so that what is under way ends at the next good point. A command
   * that does not ask for it is ended by the first Ctrl-C, with an InterruptedError.
   */
  readonly interruption: () => AbortSignal;
  /**
   * Does what `work` does until Ctrl-C, or SIGTERM, says otherwise, for as long as it lasts: before it and
   * after it the first Ctrl-C ends the command.
   */
  readonly untilInterrupted: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

type Stream = Pick<NodeJS.WriteStream, 'write'> & {
  readonly isTTY?: boolean;
  /** How many characters wide a terminal is. */
  readonly columns?: number;
};

/** Clears the line of the cursor on a terminal, and moves the cursor to its beginning. */
export const CLEAR_LINE = '\r\u001b[K';
