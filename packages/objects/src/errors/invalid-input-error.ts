import { CellbridgeError } from '@cellbridge/db-api';

/** An argument that no database would take, or that makes no sense; the message says what would. */
export class InvalidInputError extends CellbridgeError {
  static override readonly code = 'INVALID_INPUT';
}
