import { CellbridgeError } from './cellbridge-error.js';

/** An option that makes no sense; the message names it, and says what it takes. */
export class InvalidOptionError extends CellbridgeError {
  static override readonly code = 'INVALID_OPTION';
}
