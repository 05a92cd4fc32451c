import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** A database was used inside one of its own transactions; the transaction is the one to use there. */
export class NestedTransactionError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'NESTED_TRANSACTION' });
  }
}
