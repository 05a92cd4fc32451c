import type { Benchmark } from '../benchmark.js';
import { movePostgresql } from './move-postgresql.js';
import { moveSqlite } from './move-sqlite.js';

/** Every benchmark, in the order in which they are run and shown. */
export const BENCHMARKS: readonly Benchmark[] = [movePostgresql, moveSqlite];
