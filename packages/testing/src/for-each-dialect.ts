import type { DialectName } from '@cellbridge/schema';
import { afterAll, describe, inject } from 'vitest';
import { Harness } from './harness.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the PostgreSQL server of this test run, as its superuser. */
    postgresqlUrl: string;
  }
}

export const DIALECTS: readonly DialectName[] = ['sqlite', 'postgresql'];

/**
 * Describes a suite of tests once for each dialect. What the harness makes is removed when the
 * suite is through.
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

/** A harness for the suite in which this is called, and cleaned up after it. */
export function useHarness(dialect: DialectName): Harness {
  const harness = new Harness(dialect, inject('postgresqlUrl'));
  afterAll(() => harness.cleanup());
  return harness;
}
