import { CellbridgeError } from './cellbridge-error.js';

/** What was asked was closed before. */
export class ClosedError extends CellbridgeError {
  static override readonly code = 'CLOSED';
}
