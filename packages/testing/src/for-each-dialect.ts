import type { DialectName } from '@cellbridge/schema';
import { afterAll, describe, inject } from 'vitest';
import { Harness, type HarnessOptions } from './harness.js';
import type { PoolMode } from './pgbouncer/pgbouncer.js';

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

/** The ways in which PgBouncer pools that allow transactions. */
export const POOL_MODES: readonly PoolMode[] = ['session', 'transaction'];

/** The same, and on PostgreSQL behind PgBouncer too, in each way in which that pools. */
export function forEachConnection(suiteName: string, suite: (harness: Harness) => void): void {
  forEachDialect(suiteName, suite);
  describe.each(POOL_MODES)(`${suiteName} behind PgBouncer, %s pooling`, (pooling) =>
    suite(useHarness('postgresql', { pooling })),
  );
}

/** A harness for the suite in which this is called, and cleaned up after it. */
export function useHarness(dialect: DialectName, options?: HarnessOptions): Harness {
  const harness = new Harness(dialect, inject('postgresqlUrl'), options);
  afterAll(() => harness.cleanup());
  return harness;
}
