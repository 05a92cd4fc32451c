import type * as mysql2 from 'mysql2';
import { refuseMissingDriver } from '../../missing-driver.js';

type Driver = typeof mysql2;

let driver: Driver | undefined;

/**
 * Imports mysql2, which is an optional peer. This is the only import: a program may be bundled into one file, and
 * start when only another driver is installed.
 *
 * @throws DriverMissingError if it is not installed.
 */
export async function loadMysqlDriver(): Promise<void> {
  // The `catch` tells bundlers that the import may fail.
  const load = () =>
    import('mysql2').catch((error: unknown) => refuseMissingDriver('mysql2', 'mysql2@3', error));
  if (driver) return;
  const loaded = await load();
  // A CommonJS module: its names are where Node.js, or a bundler, puts them.
  driver = (loaded as unknown as { default?: Driver }).default ?? loaded;
}

/** Returns the driver, after {@link loadMysqlDriver}. */
export function mysqlDriver(): Driver {
  if (!driver) throw new Error('The driver mysql2 was not loaded.');
  return driver;
}
