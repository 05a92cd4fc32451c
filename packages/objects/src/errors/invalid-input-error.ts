import { CellbridgeError } from '@cellbridge/db-api';

/** An argument makes no sense, or no database would take it; the message says what is accepted. */
export class InvalidInputError extends CellbridgeError {
  static override readonly code = 'INVALID_INPUT';
}
