import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** The driver of this kind of database is not installed: `pg` and `better-sqlite3` are peers. */
export class DriverMissingError extends CellbridgeError {
  constructor(driver: string, origin: ErrorOrigin = {}) {
    super(`The driver ${driver} is not installed; run "npm install ${driver}".`, {
      ...origin,
      code: 'DRIVER_MISSING',
    });
  }
}
