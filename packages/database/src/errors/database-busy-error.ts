import { CellbridgeError } from './cellbridge-error.js';

/** A lock was not free in time. */
export class DatabaseBusyError extends CellbridgeError {
  static override readonly code = 'BUSY';
  static override readonly isRetryable = true;
}
