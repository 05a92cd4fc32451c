import { CellbridgeError } from './cellbridge-error.js';

/** The existing tables lack something that is needed; nothing was changed. */
export class SchemaMismatchError extends CellbridgeError {
  static override readonly code = 'SCHEMA_MISMATCH';
}
