/** What a run of the command gets from outside, so that a test can give it something else. */
export interface Io {
  /** The arguments, without the program's own name. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the config file is looked for, and what the path of `--folder` is relative to. */
  readonly folder: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Who is at work, for what is recorded. */
  readonly userName: string;
  /** Aborted by Ctrl-C: what is under way ends at the next good point. */
  readonly signal: AbortSignal;
}

type Stream = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };
