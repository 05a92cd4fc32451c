import type { DialectName } from '@cellbridge/database';
import { afterAll, describe, inject } from 'vitest';
import { TEST_DIALECTS } from './dialects/index.js';
import { Harness, type HarnessOptions } from './harness.js';
import type { TestServers } from './servers.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the PostgreSQL server of this test run, as its superuser. */
    postgresqlUrl: string;
    /** URL of the MariaDB or MySQL server of this test run, as its root. Undefined: there is none. */
    mysqlUrl: string | undefined;
  }
}

/** The names of the dialects that every suite runs on. */
export const DIALECTS = Object.keys(TEST_DIALECTS) as readonly DialectName[];

/**
 * Describes a suite of tests once for each dialect; it is skipped on a dialect whose server this machine does not
 * have. When the suite has finished, everything that the harness made is removed.
 *
 * @example
 * forEachDialect('openDatabase', (harness) => {
 *   test('opens an empty database', async () => {
 *     await using database = await openDatabase(await harness.createDatabaseUrl());
 *   });
 * });
 */
export function forEachDialect(suiteName: string, suite: (harness: Harness) => void): void {
  for (const dialect of DIALECTS) onDialect(dialect, suiteName, suite);
}

/** Like {@link forEachDialect}, for databases on a server only. */
export function forEachServer(suiteName: string, suite: (harness: Harness) => void): void {
  for (const dialect of DIALECTS) {
    if (TEST_DIALECTS[dialect].isOnServer) onDialect(dialect, suiteName, suite);
  }
}

/** Like {@link forEachDialect}, and again behind PgBouncer for databases that it pools. */
export function forEachConnection(suiteName: string, suite: (harness: Harness) => void): void {
  forEachDialect(suiteName, suite);
  for (const dialect of DIALECTS) {
    describe.each(TEST_DIALECTS[dialect].poolModes)(
      `${suiteName} behind PgBouncer, %s pooling`,
      (pooling) => suite(useHarness(dialect, { pooling })),
    );
  }
}

/** Like {@link forEachDialect}, on one dialect: for what only it has. */
export function onDialect(
  dialect: DialectName,
  suiteName: string,
  suite: (harness: Harness) => void,
): void {
  const canRun = TEST_DIALECTS[dialect].canRun(serversOfRun());
  describe.runIf(canRun)(`${suiteName} on ${dialect}`, () => suite(useHarness(dialect)));
}

/** Makes a harness for the suite that calls this. It is cleaned up after the suite. */
export function useHarness(dialect: DialectName, options?: HarnessOptions): Harness {
  const harness = new Harness(dialect, serversOfRun(), options);
  afterAll(() => harness.cleanup());
  return harness;
}

function serversOfRun(): TestServers {
  return { postgresqlUrl: inject('postgresqlUrl'), mysqlUrl: inject('mysqlUrl') };
}
