import { CellbridgeError } from './cellbridge-error.js';

/** A statement took too long, and the database ended it. */
export class DatabaseTimeoutError extends CellbridgeError {
  static override readonly code = 'TIMEOUT';
  static override readonly isRetryable = true;
}
