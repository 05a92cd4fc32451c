import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** There is no room left for the database. */
export class DiskFullError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'DISK_FULL' });
  }
}
