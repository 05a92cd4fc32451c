import { CellbridgeError } from './cellbridge-error.js';

/** The driver of this kind of database is missing, or was never built: drivers are peers. */
export class DriverMissingError extends CellbridgeError {
  static override readonly code = 'DRIVER_MISSING';
}
