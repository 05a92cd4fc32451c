import { CellbridgeError } from './cellbridge-error.js';

/** The object was closed before the call. */
export class ClosedError extends CellbridgeError {
  static override readonly code = 'CLOSED';
}
