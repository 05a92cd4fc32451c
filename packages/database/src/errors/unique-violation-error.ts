import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A row with this key is there already. */
export class UniqueViolationError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'UNIQUE_VIOLATION' });
  }
}
