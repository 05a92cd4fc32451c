import { CellbridgeError } from './cellbridge-error.js';

/** The server cannot be reached, or the connection was lost; a commit under way may have happened. */
export class ConnectionError extends CellbridgeError {
  static override readonly code = 'CONNECTION_FAILED';
  static override readonly isRetryable = true;
}
