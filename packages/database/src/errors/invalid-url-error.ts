import { CellbridgeError } from './cellbridge-error.js';

/** A database URL cannot be read. */
export class InvalidUrlError extends CellbridgeError {
  static override readonly code = 'INVALID_URL';
}
