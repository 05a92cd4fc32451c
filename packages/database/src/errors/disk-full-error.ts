import { CellbridgeError } from './cellbridge-error.js';

/** There is no room left for the database. */
export class DiskFullError extends CellbridgeError {
  static override readonly code = 'DISK_FULL';
}
