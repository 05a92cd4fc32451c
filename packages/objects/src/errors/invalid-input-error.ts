import { CellbridgeError } from '@cellbridge/db-api';

/** An argument that no database would take, or that makes no sense; the message says what would. */
export class InvalidInputError extends CellbridgeError {
  constructor(message: string) {
    super(message, { code: 'INVALID_INPUT' });
  }
}
