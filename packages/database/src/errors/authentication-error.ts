import { CellbridgeError } from './cellbridge-error.js';

/** The server does not let this user in. */
export class AuthenticationError extends CellbridgeError {
  static override readonly code = 'AUTHENTICATION_FAILED';
}
