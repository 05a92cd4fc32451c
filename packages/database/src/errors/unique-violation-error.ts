import { CellbridgeError } from './cellbridge-error.js';

/** A row with this key is there already. */
export class UniqueViolationError extends CellbridgeError {
  static override readonly code = 'UNIQUE_VIOLATION';
}
