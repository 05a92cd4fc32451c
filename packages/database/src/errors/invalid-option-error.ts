import { CellbridgeError } from './cellbridge-error.js';

/** An option makes no sense. The message names it, and says what it takes. */
export class InvalidOptionError extends CellbridgeError {
  static override readonly code = 'INVALID_OPTION';
}
