import { CellbridgeError } from './cellbridge-error.js';

/** The server is up, but others use all its connections. */
export class NoConnectionLeftError extends CellbridgeError {
  static override readonly code = 'NO_CONNECTION_LEFT';
  static override readonly isRetryable = true;
}
