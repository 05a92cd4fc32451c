import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The database refuses a row: a value is too long, missing, or not of its type. */
export class ConstraintError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'CONSTRAINT' });
  }
}
