import { DriverMissingError } from './errors/driver-missing-error.js';

/** What Node.js says of a module that is not there, to `import()` and to a bundle's `require()`. */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/**
 * Says what to do about a driver that cannot be imported. The drivers are optional peers: who uses one
 * kind of database only need not install the other's.
 *
 * @param driver its package. · @param install what `npm install` is to be given.
 * @throws DriverMissingError if it is not installed, else the error itself.
 */
export function refuseMissingDriver(driver: string, install: string, error: unknown): never {
  const { code, message = '' } = error as { code?: string; message?: string };
  if (!NOT_FOUND.has(code) || !message.includes(`'${driver}'`)) throw error;
  const remedy = `The driver ${driver} is not installed; run "npm install ${install}".`;
  throw new DriverMissingError(remedy, { cause: error });
}
