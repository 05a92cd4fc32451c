import { CellbridgeError } from './cellbridge-error.js';

/** The server is up, and others have all the connections that it gives. */
export class NoConnectionLeftError extends CellbridgeError {
  static override readonly code = 'NO_CONNECTION_LEFT';
  static override readonly isRetryable = true;
}
