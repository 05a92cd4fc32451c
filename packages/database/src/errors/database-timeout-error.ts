import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A connection or a statement took longer than it may. */
export class DatabaseTimeoutError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'TIMEOUT', isRetryable: true });
  }
}
