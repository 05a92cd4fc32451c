import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The tables that are there lack something that is needed; nothing was changed. */
export class SchemaMismatchError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'SCHEMA_MISMATCH' });
  }
}
