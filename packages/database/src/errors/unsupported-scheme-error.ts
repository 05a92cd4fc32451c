import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A database URL of a kind of database that is not supported. */
export class UnsupportedSchemeError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'UNSUPPORTED_SCHEME' });
  }
}
