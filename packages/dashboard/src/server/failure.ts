import { isUuidLike, redact } from '@cellbridge/db-api';
import { CellbridgeError, InvalidInputError } from '@cellbridge/objects';

/** Why a request gets no answer. */
export interface Failure {
  /** Of HTTP. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 503;
  /** For programs: a code of Cellbridge's errors, or one of the page's own. */
  readonly code: string;
  /** For people, in sentences; without passwords. */
  readonly message: string;
}

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
  const status = error.code === InvalidInputError.code ? 400 : 503;
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
