import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A statement took longer than it may, and the database ended it. */
export class DatabaseTimeoutError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'TIMEOUT', isRetryable: true });
  }
}
