import type { Benchmark } from '../benchmark.js';
import { getByUuidMysql } from './get-by-uuid-mysql.js';
import { getByUuidPostgresql } from './get-by-uuid-postgresql.js';
import { getByUuidSqlite } from './get-by-uuid-sqlite.js';
import { getHosts } from './get-hosts.js';
import { growth, growthMysql } from './growth.js';
import { growthDeleted } from './growth-deleted.js';
import { growthWide } from './growth-wide.js';
import { memory, memoryMysql } from './memory.js';
import { memoryVerify } from './memory-verify.js';
import { moveMysql } from './move-mysql.js';
import { moveNova, moveNovaMysql } from './move-nova.js';
import { movePostgresql } from './move-postgresql.js';
import { moveSqlite } from './move-sqlite.js';
import { queriesAfterMove } from './queries-after-move.js';
import { reportOpening, reportSize } from './report.js';
import { startUp, startUpStatus } from './start-up.js';
import {
  writerLatency,
  writerLatencyFew,
  writerLatencyMany,
  writerLatencyMysql,
} from './writer-latency.js';

/** Every benchmark, in the order in which they are run and shown. */
export const BENCHMARKS: readonly Benchmark[] = [
  movePostgresql,
  moveMysql,
  moveSqlite,
  moveNova,
  moveNovaMysql,
  growth,
  growthDeleted,
  growthWide,
  memory,
  growthMysql,
  memoryMysql,
  memoryVerify,
  getByUuidPostgresql,
  getByUuidMysql,
  getByUuidSqlite,
  getHosts,
  writerLatency,
  writerLatencyFew,
  writerLatencyMany,
  writerLatencyMysql,
  queriesAfterMove,
  startUp,
  startUpStatus,
  reportSize,
  reportOpening,
];
