import { CellbridgeError } from './cellbridge-error.js';

/** A database was used inside one of its own transactions. Use the transaction there. */
export class NestedTransactionError extends CellbridgeError {
  static override readonly code = 'NESTED_TRANSACTION';
}
