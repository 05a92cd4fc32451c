/** Throw-away databases, seeded deployments and injected faults, for tests and benchmarks. */
export type { DialectName } from '@cellbridge/database';
export {
  ApiDatabase,
  type ApiGroupSeed,
  type ApiTable,
  type CellMappingSeed,
  type InstanceMappingSeed,
} from './deployment/api-database.js';
export {
  CellDatabase,
  type CellGroupSeed,
  type InstanceSeed,
} from './deployment/cell-database.js';
export {
  createDeployment,
  type TestDeployment,
  type TestDeploymentOptions,
} from './deployment/create-deployment.js';
export type { GroupContent } from './deployment/group-content.js';
export type { GroupSeed } from './deployment/group-seed.js';
export { type GaleraCluster, type GaleraNode, startGalera } from './dialects/mysql/galera.js';
export { type MysqlServer, startMysql, startMysqlIfFound } from './dialects/mysql/server.js';
export { waitingIds } from './dialects/mysql/waiting.js';
export { type PgBouncer, startPgBouncer } from './dialects/postgresql/pgbouncer.js';
export { type PostgresqlServer, startPostgresql } from './dialects/postgresql/server.js';
export { type CommittedState, readState, restoreState } from './explore/committed-state.js';
export {
  type Exploration,
  type ExploreOptions,
  explore,
  keepUp,
  type Scenario,
  sample,
} from './explore/explore.js';
export { insertRows } from './explore/insert-rows.js';
export type { Intercept } from './explore/scheduler.js';
export {
  ACT,
  type Classify,
  classifyServerSteps,
  classifySqliteSteps,
  PAUSE,
} from './explore/steps.js';
export { type Deferred, defer } from './faults/deferred.js';
export { dropConnection } from './faults/drop-connection.js';
export { type HeldStatement, holdStatement } from './faults/hold-statement.js';
export { recordStatements } from './faults/record-statements.js';
export { startTcpProxy, type TcpProxy } from './faults/tcp-proxy.js';
export { requireProgram } from './find-program.js';
export {
  DIALECTS,
  forEachConnection,
  forEachDialect,
  forEachServer,
  onDialect,
  useHarness,
} from './for-each-dialect.js';
export { Harness, type HarnessOptions } from './harness.js';
export { novaApiDatabase } from './nova/api-database.js';
export { novaCellDatabase } from './nova/cell-database.js';
export { NOVA_RELEASES, type NovaRelease } from './nova/release.js';
export { openBrowser } from './open-browser.js';
export { POOL_MODES, type PoolMode } from './pool-mode.js';
export { proof } from './proof.js';
export { numbersFrom, pickSeed, seeded } from './random.js';
export { catalogueOf } from './raw/catalogue.js';
export { openRaw } from './raw/open-raw.js';
export { planOf } from './raw/plan-of.js';
export type { RawDatabase, Row, Value } from './raw/raw-database.js';
export { type Replication, startReplication } from './replication.js';
export type { TestServers } from './servers.js';
export {
  type ProcessResult,
  runSource,
  type SourceProcess,
  type SourceProcessOptions,
  sourceArguments,
  startSource,
} from './source-process.js';
export type { TestDialect } from './test-dialect.js';
