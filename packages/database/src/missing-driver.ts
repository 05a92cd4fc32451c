import { DriverMissingError } from './errors/driver-missing-error.js';

/** Node.js's codes for a missing module, for `import()` and for a bundle's `require()`. */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/**
 * Explains how to install a driver that cannot be imported. The drivers are optional peers: a user of one kind
 * of database need not install the other's.
 *
 * @param driver its package. · @param install the argument of `npm install`.
 * @throws DriverMissingError if it is not installed, else the error itself.
 */
export function refuseMissingDriver(driver: string, install: string, error: unknown): never {
  const { code, message = '' } = error as { code?: string; message?: string };
  if (!NOT_FOUND.has(code) || !message.includes(`'${driver}'`)) throw error;
  const remedy = `The driver ${driver} is not installed; run "npm install ${install}".`;
  throw new DriverMissingError(remedy, { cause: error });
}
