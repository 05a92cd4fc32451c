const MARKER = Symbol.for('cellbridge.error');

/** What an error of Cellbridge says beside its message. */
export interface ErrorDetails {
  /** Stable, for programs: `INVALID_URL`, say. */
  readonly code: string;
  /** Whether the same call may succeed if it is made again. Default false. */
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
  /** Stable, for programs: `INVALID_URL`, say. */
  readonly code: string;
  /** Whether the same call may succeed if it is made again. */
  readonly isRetryable: boolean;
  /** The database that it came from: its URL without the password. */
  readonly database: string | undefined;

  constructor(message: string, { code, isRetryable = false, cause, database }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.isRetryable = isRetryable;
    this.database = database;
    Object.defineProperty(this, MARKER, { value: classNames(new.target) });
  }

  /** Like `instanceof`, and true also for an error that another copy of the package has made. */
  static isInstance<Class extends abstract new (...args: never) => unknown>(
    this: Class,
    error: unknown,
  ): error is InstanceType<Class> {
    if (typeof error !== 'object' || error === null) return false;
    const names = (error as { [MARKER]?: readonly string[] })[MARKER];
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class that was asked, not this one.
    return names?.includes(this.name) ?? false;
  }
}

/** The name of an error's class and of those that it extends. */
function classNames(from: unknown): string[] {
  const names: string[] = [];
  for (
    let current = from;
    typeof current === 'function';
    current = Object.getPrototypeOf(current)
  ) {
    if (current === Error || current === Function.prototype) break;
    names.push(current.name);
  }
  return names;
}
