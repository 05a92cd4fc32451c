import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The database does not exist on its server, or the file is not there. */
export class DatabaseNotFoundError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'DATABASE_NOT_FOUND' });
  }
}
