import { ConstraintError, isUuidLike, redact } from '@cellbridge/db-api';
import { CellbridgeError, InvalidInputError } from '@cellbridge/objects';

/** Why a request gets no answer. */
export interface Failure {
  /** Of HTTP. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 503;
  /** For programs: a code of Cellbridge's errors, or one of the page's own. */
  readonly code: string;
  /** For people, in sentences; without passwords. */
  readonly message: string;
  /** In how many seconds to ask again, where that is known. */
  readonly retryAfter?: number;
}

/** What errors of Cellbridge mean; those that are not here, that a database gives no answer now. */
const STATUS_BY_CODE: ReadonlyMap<string, Failure['status']> = new Map([
  [InvalidInputError.code, 400],
  // Nothing is written here: a database cannot even compare what was asked for.
  [ConstraintError.code, 400],
  ['NESTED_TRANSACTION', 500],
]);

/** A request that fails, for a reason that is none of a database's. */
export class FailedRequest extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What an error means for whoever asked. Errors repeat what was typed, which may be a URL with a password. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailedRequest) return error.failure;
  if (!CellbridgeError.isInstance(error)) {
    const message = 'The dashboard has met an error that nobody foresaw. This is a bug.';
    return { status: 500, code: 'CRASH', message };
  }
  const status = STATUS_BY_CODE.get(error.code) ?? 503;
  return { status, code: error.code, message: redact(error.message) };
}

/** The failure of a question for a group that nobody knows: not found, or no uuid at all. */
export function unknownGroup(uuid: string, message: string): FailedRequest {
  const { code } = InvalidInputError;
  return new FailedRequest({
    status: isUuidLike(uuid) ? 404 : 400,
    code,
    message: redact(message),
  });
}
