import { CellbridgeError } from './cellbridge-error.js';

/** The tables that are there lack something that is needed; nothing was changed. */
export class SchemaMismatchError extends CellbridgeError {
  static override readonly code = 'SCHEMA_MISMATCH';
}
