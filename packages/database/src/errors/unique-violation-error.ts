import { CellbridgeError } from './cellbridge-error.js';

/** A row with this key already exists. */
export class UniqueViolationError extends CellbridgeError {
  static override readonly code = 'UNIQUE_VIOLATION';
}
