import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A file that is no SQLite database. */
export class NotADatabaseError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'NOT_A_DATABASE' });
  }
}
