/** The code of the base class. */
const BASE_CODE: string = 'CELLBRIDGE';
const MARKER = Symbol.for('cellbridge.error');

/** What an error of Cellbridge holds besides its message. */
export interface ErrorDetails {
  /** Whether the same call may succeed if it is made again. Default: that of the class. */
  readonly isRetryable?: boolean;
  /** The error of the driver or the system behind it. */
  readonly cause?: unknown;
  /** The database of the error: its URL without the password. */
  readonly database?: string | undefined;
}

/** Where an error came from. */
export type ErrorOrigin = Pick<ErrorDetails, 'cause' | 'database'>;

/**
 * The base of every error of Cellbridge. The message is one sentence that names the cause, and the remedy if
 * there is one. It never holds a password.
 */
export class CellbridgeError extends Error {
  /** The `code` of the errors of a class. No error has that of the base class. */
  static readonly code: string = BASE_CODE;
  /** Whether a call that fails with an error of this class may succeed if it is made again. */
  static readonly isRetryable: boolean = false;

  /** A stable code for programs, such as `INVALID_URL`. */
  readonly code: string;
  /** Whether the same call may succeed if it is made again. */
  readonly isRetryable: boolean;
  /** The database of the error: its URL without the password. */
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
   * Works like `instanceof`, and is also true for an error of another copy of the package. It compares the
   * code: a minifier renames classes, and may give several the same name.
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
