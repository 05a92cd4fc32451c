/** What went wrong. */
export interface ErrorDetails {
  /** Names the kind of error: one of the codes in docs/stability.md, `INTERRUPTED`, or `CRASH` for a bug. */
  readonly code: string;
  /** What is wrong and what to do about it, in sentences. */
  readonly message: string;
}

/** What every command prints with `--json` in place of its own document when it fails. */
export interface ErrorDocument {
  readonly error: ErrorDetails;
}
