import { CellbridgeError } from './cellbridge-error.js';

/** A later release made this schema. */
export class SchemaTooNewError extends CellbridgeError {
  static override readonly code = 'SCHEMA_TOO_NEW';
}
