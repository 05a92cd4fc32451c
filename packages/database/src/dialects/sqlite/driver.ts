import type BetterSqlite3 from 'better-sqlite3';
import { refuseMissingDriver } from '../../missing-driver.js';
import { fittingDriver, refuseUnfitDriver } from './fitting-driver.js';

let driver: typeof BetterSqlite3 | undefined;

/**
 * Imports better-sqlite3, which is an optional peer. This is the only import: a program may be bundled into one
 * file, and start when only the other driver is installed.
 *
 * @throws DriverMissingError if it is not installed, or is a version that this Node.js cannot run.
 */
export async function loadSqliteDriver(): Promise<void> {
  // The `catch` tells bundlers that the import may fail.
  const load = () =>
    import('better-sqlite3').catch((error: unknown) =>
      refuseMissingDriver('better-sqlite3', fittingDriver(), error),
    );
  if (driver) return;
  const { default: loaded } = await load();
  refuseUnfitDriver(loaded);
  driver = loaded;
}

/** Returns the driver, after {@link loadSqliteDriver}. */
export function sqliteDriver(): typeof BetterSqlite3 {
  if (!driver) throw new Error('The driver better-sqlite3 was not loaded.');
  return driver;
}
