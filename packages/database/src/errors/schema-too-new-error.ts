import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A later release has made this schema. */
export class SchemaTooNewError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'SCHEMA_TOO_NEW' });
  }
}
