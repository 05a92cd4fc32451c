import { CellbridgeError } from './cellbridge-error.js';

/** A database URL that cannot be read. */
export class InvalidUrlError extends CellbridgeError {
  static override readonly code = 'INVALID_URL';
}
