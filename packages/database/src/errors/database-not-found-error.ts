import { CellbridgeError } from './cellbridge-error.js';

/** The database does not exist on its server, or the file is missing. */
export class DatabaseNotFoundError extends CellbridgeError {
  static override readonly code = 'DATABASE_NOT_FOUND';
}
