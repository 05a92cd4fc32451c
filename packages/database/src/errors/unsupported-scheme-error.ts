import { CellbridgeError } from './cellbridge-error.js';

/** The database URL is of a kind of database that is not supported. */
export class UnsupportedSchemeError extends CellbridgeError {
  static override readonly code = 'UNSUPPORTED_SCHEME';
}
