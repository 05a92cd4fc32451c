import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The server does not let this user in. */
export class AuthenticationError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'AUTHENTICATION_FAILED' });
  }
}
