import { CellbridgeError } from './cellbridge-error.js';

/** Any error of a database that has no class of its own. */
export class DatabaseError extends CellbridgeError {
  static override readonly code = 'DATABASE';
}
