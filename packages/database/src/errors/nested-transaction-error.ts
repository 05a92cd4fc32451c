import { CellbridgeError } from './cellbridge-error.js';

/** A database was used inside one of its own transactions; the transaction is the one to use there. */
export class NestedTransactionError extends CellbridgeError {
  static override readonly code = 'NESTED_TRANSACTION';
}
