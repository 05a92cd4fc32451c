import { CellbridgeError } from './cellbridge-error.js';

/** The driver of this kind of database is not there, or was never built: drivers are peers. */
export class DriverMissingError extends CellbridgeError {
  static override readonly code = 'DRIVER_MISSING';
}
