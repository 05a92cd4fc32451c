import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The user or the file system does not allow it. */
export class PermissionError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'PERMISSION' });
  }
}
