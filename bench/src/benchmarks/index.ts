import type { Benchmark } from '../benchmark.js';
import { getByUuidPostgresql } from './get-by-uuid-postgresql.js';
import { getByUuidSqlite } from './get-by-uuid-sqlite.js';
import { getHosts } from './get-hosts.js';
import { growth } from './growth.js';
import { growthDeleted } from './growth-deleted.js';
import { growthWide } from './growth-wide.js';
import { memory } from './memory.js';
import { memoryVerify } from './memory-verify.js';
import { moveNova } from './move-nova.js';
import { movePostgresql } from './move-postgresql.js';
import { moveSqlite } from './move-sqlite.js';
import { queriesAfterMove } from './queries-after-move.js';
import { startUp, startUpStatus } from './start-up.js';
import { writerLatency } from './writer-latency.js';

/** Every benchmark, in the order in which they are run and shown. */
export const BENCHMARKS: readonly Benchmark[] = [
  movePostgresql,
  moveSqlite,
  moveNova,
  growth,
  growthDeleted,
  growthWide,
  memory,
  memoryVerify,
  getByUuidPostgresql,
  getByUuidSqlite,
  getHosts,
  writerLatency,
  queriesAfterMove,
  startUp,
  startUpStatus,
];
