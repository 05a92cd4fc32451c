import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** What a database says beside all that has a class of its own. */
export class DatabaseError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'DATABASE' });
  }
}
