import type { DialectName } from '@cellbridge/database';
import { afterAll, describe, inject } from 'vitest';
import { TEST_DIALECTS } from './dialects/index.js';
import { Harness, type HarnessOptions } from './harness.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the PostgreSQL server of this test run, as its superuser. */
    postgresqlUrl: string;
  }
}

/** The names of the dialects that every suite runs on. */
export const DIALECTS = Object.keys(TEST_DIALECTS) as readonly DialectName[];

/**
 * Describes a suite of tests once for each dialect. When the suite has finished, everything that the
 * harness made is removed.
 *
 * @example
 * forEachDialect('openDatabase', (harness) => {
 *   test('opens an empty database', async () => {
 *     await using database = await openDatabase(await harness.createDatabaseUrl());
 *   });
 * });
 */
export function forEachDialect(suiteName: string, suite: (harness: Harness) => void): void {
  describe.each(DIALECTS)(`${suiteName} on %s`, (dialect) => suite(useHarness(dialect)));
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

/** Makes a harness for the suite that calls this. It is cleaned up after the suite. */
export function useHarness(dialect: DialectName, options?: HarnessOptions): Harness {
  const harness = new Harness(dialect, inject('postgresqlUrl'), options);
  afterAll(() => harness.cleanup());
  return harness;
}
