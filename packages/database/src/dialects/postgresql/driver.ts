import type pg from 'pg';
import { DriverMissingError } from '../../errors/driver-missing-error.js';
import { refuseMissingDriver } from '../../missing-driver.js';

let driver: typeof pg | undefined;

/**
 * Imports node-postgres, which is an optional peer. This is the only import: a program may be bundled into one
 * file, and start when only the other driver is installed.
 *
 * @throws DriverMissingError if it is not installed, or is too old.
 */
export async function loadPostgresqlDriver(): Promise<void> {
  // The `catch` tells bundlers that the import may fail.
  const load = () => import('pg').catch((error: unknown) => refuseMissingDriver('pg', 'pg', error));
  if (driver) return;
  const { default: loaded } = await load();
  refuseOldDriver(loaded);
  driver = loaded;
}

/** @throws DriverMissingError if the driver is older than 8.21: earlier ones do not report an open transaction. */
export function refuseOldDriver({
  Client,
}: {
  readonly Client: { readonly prototype: object };
}): void {
  if ('getTransactionStatus' in Client.prototype) return;
  throw new DriverMissingError(
    'The driver pg that is installed is older than 8.21; run "npm install pg@8".',
  );
}

/** Returns the driver, after {@link loadPostgresqlDriver}. */
export function postgresqlDriver(): typeof pg {
  if (!driver) throw new Error('The driver pg was not loaded.');
  return driver;
}
