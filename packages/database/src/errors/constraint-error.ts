import { CellbridgeError } from './cellbridge-error.js';

/** The database refuses a row: a value is too long, missing, or not of its type. */
export class ConstraintError extends CellbridgeError {
  static override readonly code = 'CONSTRAINT';
}
