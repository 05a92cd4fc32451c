import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A table or a column is not there; the database was not synced. */
export class MissingTableError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'MISSING_TABLE' });
  }
}
