import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A lock was not to be had in time. */
export class DatabaseBusyError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'BUSY', isRetryable: true });
  }
}
