import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The server cannot be reached, or the connection was lost; a commit under way may have happened. */
export class ConnectionError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'CONNECTION_FAILED', isRetryable: true });
  }
}
