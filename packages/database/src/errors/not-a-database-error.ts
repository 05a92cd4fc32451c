import { CellbridgeError } from './cellbridge-error.js';

/** The file is not a SQLite database. */
export class NotADatabaseError extends CellbridgeError {
  static override readonly code = 'NOT_A_DATABASE';
}
