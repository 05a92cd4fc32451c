import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A database URL that cannot be read. */
export class InvalidUrlError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'INVALID_URL' });
  }
}
