import type pg from 'pg';
import { refuseMissingDriver } from '../../missing-driver.js';

let driver: typeof pg | undefined;

/**
 * Imports node-postgres, which is an optional peer. Nothing else does: a program may be bundled into
 * one file, and start where only the other driver is installed.
 *
 * @throws DriverMissingError
 */
export async function loadPostgresqlDriver(): Promise<void> {
  // With the `catch` beside it, bundlers know that the import may fail.
  const load = () => import('pg').catch((error: unknown) => refuseMissingDriver('pg', 'pg', error));
  driver ??= (await load()).default;
}

/** The driver, after {@link loadPostgresqlDriver}. */
export function postgresqlDriver(): typeof pg {
  if (!driver) throw new Error('The driver pg was not loaded.');
  return driver;
}
