import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The driver of this kind of database is not there, or was never built: drivers are peers. */
export class DriverMissingError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'DRIVER_MISSING' });
  }
}
