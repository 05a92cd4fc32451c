import { CellbridgeError } from './cellbridge-error.js';

/** A table or a column is missing; the database was not synced. */
export class MissingTableError extends CellbridgeError {
  static override readonly code = 'MISSING_TABLE';
}
