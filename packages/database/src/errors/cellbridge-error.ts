/** That of the base class. */
const BASE_CODE: string = 'CELLBRIDGE';
const MARKER = Symbol.for('cellbridge.error');

/** What an error of Cellbridge says beside its message. */
export interface ErrorDetails {
  /** Whether the same call may succeed if it is made again. Default: as the class has it. */
  readonly isRetryable?: boolean;
  /** The error of the driver or the system behind it. */
  readonly cause?: unknown;
  /** The database that it came from: its URL without the password. */
  readonly database?: string | undefined;
}

/** Where an error came from. */
export type ErrorOrigin = Pick<ErrorDetails, 'cause' | 'database'>;

/**
 * The base of every error of Cellbridge. The message is one sentence that names the cause, and the
 * remedy where there is one; it never holds a password.
 */
export class CellbridgeError extends Error {
  /** The `code` of the errors of a class. The base class has none that an error bears. */
  static readonly code: string = BASE_CODE;
  /** Whether a call that fails with an error of this class may succeed if it is made again. */
  static readonly isRetryable: boolean = false;

  /** Stable, for programs: `INVALID_URL`, say. */
  readonly code: string;
  /** Whether the same call may succeed if it is made again. */
  readonly isRetryable: boolean;
  /** The database that it came from: its URL without the password. */
  readonly database: string | undefined;

  constructor(
    message: string,
    { isRetryable = new.target.isRetryable, cause, database }: ErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = new.target.code;
    this.isRetryable = isRetryable;
    this.database = database;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /**
   * Like `instanceof`, and true also for an error that another copy of the package has made. It goes by the
   * code: a minifier gives classes other names, and the same name to several.
   */
  static isInstance<Class extends abstract new (...args: never) => unknown>(
    this: Class & { readonly code: string },
    error: unknown,
  ): error is InstanceType<Class> {
    if (typeof error !== 'object' || error === null || !(MARKER in error)) return false;
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class that was asked, not this one.
    const asked = this.code;
    return asked === BASE_CODE || (error as { code?: unknown }).code === asked;
  }
}
