/** Throw-away databases, seeded deployments and injected faults, for tests and benchmarks. */
export { DIALECTS, forEachDialect, useHarness } from './for-each-dialect.js';
export { Harness } from './harness.js';
export { novaApiDatabase } from './nova/api-database.js';
export { novaCellDatabase } from './nova/cell-database.js';
export { type PostgresqlServer, startPostgresql } from './postgresql/server.js';
export { openRaw } from './raw/open-raw.js';
export type { RawDatabase, Row, Value } from './raw/raw-database.js';
export {
  type ProcessResult,
  runSource,
  type SourceProcess,
  type SourceProcessOptions,
  startSource,
} from './source-process.js';
