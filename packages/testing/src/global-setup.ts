import type { TestProject } from 'vitest/node';
import { startPostgresql } from './postgresql/server.js';

/** Starts one PostgreSQL server for the whole test run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresql();
  project.provide('postgresqlUrl', server.url);
  return () => server.stop();
}
