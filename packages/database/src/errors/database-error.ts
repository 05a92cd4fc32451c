import { CellbridgeError } from './cellbridge-error.js';

/** What a database says beside all that has a class of its own. */
export class DatabaseError extends CellbridgeError {
  static override readonly code = 'DATABASE';
}
