import { CellbridgeError } from './cellbridge-error.js';

/** The user or the file system does not allow it. */
export class PermissionError extends CellbridgeError {
  static override readonly code = 'PERMISSION';
}
