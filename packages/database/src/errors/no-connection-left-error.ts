import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The server is up, and others have all the connections that it gives. */
export class NoConnectionLeftError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'NO_CONNECTION_LEFT', isRetryable: true });
  }
}
