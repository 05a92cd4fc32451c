import { CellbridgeError } from './cellbridge-error.js';

/** A file that is no SQLite database. */
export class NotADatabaseError extends CellbridgeError {
  static override readonly code = 'NOT_A_DATABASE';
}
