import { CellbridgeError } from '@cellbridge/database/errors';
import type { DatabaseErrorCode } from '@cellbridge/db-api';
import type {
  ArchiveReport,
  MigratorErrorCode,
  Outcome,
  RecoverReport,
  ReverseReport,
  VerifyOutcome,
} from '@cellbridge/migrator';
import type { ObjectsErrorCode } from '@cellbridge/objects';
import type { InterruptedError } from './interrupted-error.js';
import type { UsageError } from './usage-error.js';

/** The exit codes. Scripts depend on them. */
export const EXIT = {
  /** Nothing is left to do. */
  done: 0,
  /** Some was done: run again. */
  more: 1,
  /** Something failed, and nothing else could be done. */
  failed: 2,
  /** Done, except for groups in quarantine, or for what cannot go back. */
  quarantined: 3,
  /** A cell could not be reached. */
  unavailable: 4,
  /** Nothing wrong was found, but some groups could not be judged. */
  undecided: 5,
  /** The input is invalid, or the user has to fix something first. */
  invalid: 127,
  /** The command has a bug. */
  crash: 255,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code of a process means, for people. */
export const EXIT_STATUSES: Readonly<Record<ExitCode | 130, string>> = {
  [EXIT.done]: 'Nothing is left to do.',
  [EXIT.more]: 'Some was done, or it was stopped: run it again.',
  [EXIT.failed]: 'Something failed, and nothing else could be done.',
  [EXIT.quarantined]: 'Done, except for groups in quarantine, or for what cannot go back.',
  [EXIT.unavailable]: 'A cell could not be used, and was skipped.',
  [EXIT.undecided]: 'Nothing wrong was found, but some groups could not be judged.',
  [EXIT.invalid]: 'The input is invalid, or there is something to fix first.',
  130: 'A second Ctrl-C, SIGTERM or SIGHUP ended it at once: run it again.',
  [EXIT.crash]: 'The command has a bug.',
};

/** By the outcome of a run, a status, a verification, a recovery, an archiving or a reversal. */
export const EXIT_BY_OUTCOME: Readonly<
  Record<
    | Outcome
    | VerifyOutcome
    | RecoverReport['outcome']
    | ArchiveReport['outcome']
    | ReverseReport['outcome'],
    ExitCode
  >
> = {
  clean: EXIT.done,
  complete: EXIT.done,
  failed: EXIT.failed,
  findings: EXIT.failed,
  more: EXIT.more,
  nothing: EXIT.more,
  quarantined: EXIT.quarantined,
  staying: EXIT.quarantined,
  stopped: EXIT.more,
  unavailable: EXIT.unavailable,
  undecided: EXIT.undecided,
};

type ErrorCode =
  | DatabaseErrorCode
  | ObjectsErrorCode
  | MigratorErrorCode
  | (typeof InterruptedError | typeof UsageError)['code'];

/** By the code of an error. */
const EXIT_BY_CODE: Readonly<Record<ErrorCode, ExitCode>> = {
  AUTHENTICATION_FAILED: EXIT.invalid,
  BUSY: EXIT.failed,
  CELL_FAILED: EXIT.failed,
  CELL_IN_USE: EXIT.failed,
  CELL_UNAVAILABLE: EXIT.unavailable,
  CLAIM_REVOKED: EXIT.failed,
  CLOSED: EXIT.failed,
  CONNECTION_FAILED: EXIT.invalid,
  CONSTRAINT: EXIT.failed,
  DATABASE: EXIT.failed,
  DATABASE_NOT_FOUND: EXIT.invalid,
  DISK_FULL: EXIT.failed,
  DRIVER_MISSING: EXIT.invalid,
  EVIDENCE_LOST: EXIT.failed,
  INSTANCE_GROUP_EXISTS: EXIT.invalid,
  INSTANCE_GROUP_NOT_FOUND: EXIT.invalid,
  INTERRUPTED: EXIT.more,
  INVALID_INPUT: EXIT.invalid,
  INVALID_MIGRATION_RESULT: EXIT.failed,
  INVALID_OPTION: EXIT.invalid,
  INVALID_URL: EXIT.invalid,
  MISSING_TABLE: EXIT.invalid,
  NESTED_TRANSACTION: EXIT.crash,
  NOT_A_DATABASE: EXIT.invalid,
  NO_CONNECTION_LEFT: EXIT.failed,
  PERMISSION: EXIT.invalid,
  SCHEMA_MISMATCH: EXIT.invalid,
  SCHEMA_TOO_NEW: EXIT.invalid,
  SEQUENCE_BEHIND: EXIT.invalid,
  SERIALIZATION: EXIT.failed,
  STRANDED_POLICY: EXIT.failed,
  TIMEOUT: EXIT.failed,
  UNIQUE_VIOLATION: EXIT.failed,
  UNREADABLE_VALUE: EXIT.invalid,
  UNSUPPORTED_SCHEME: EXIT.invalid,
};

/**
 * The exit code of a command that failed with an error. An error that is not Cellbridge's is a bug. A later
 * version of our packages may throw a code that is not in the table.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (!CellbridgeError.isInstance(error)) return EXIT.crash;
  return isKnown(error.code) ? EXIT_BY_CODE[error.code] : EXIT.failed;
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(EXIT_BY_CODE, code);
}
