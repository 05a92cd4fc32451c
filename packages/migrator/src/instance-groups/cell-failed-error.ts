import { messageOf } from '@cellbridge/db-api';
import { type Cell, CellbridgeError } from '@cellbridge/objects';

/** The groups of a cell could not be moved, though it can be reached; `cause` says why. */
export class CellFailedError extends CellbridgeError {
  static override readonly code = 'CELL_FAILED';

  constructor({ label }: Cell, cause: unknown) {
    const reason = messageOf(cause);
    const isRetryable = CellbridgeError.isInstance(cause) && cause.isRetryable;
    super(`Cell ${label}: ${reason}`, { isRetryable, cause });
  }
}
