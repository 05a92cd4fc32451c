import type { TestProject } from 'vitest/node';
import { startPostgresql } from './postgresql/server.js';

/**
 * Starts one PostgreSQL server for the whole test run. Its transactions are REPEATABLE READ where
 * nothing else is said, which finds what leans on the default of PostgreSQL.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresql({ default_transaction_isolation: 'repeatable read' });
  project.provide('postgresqlUrl', server.url);
  return () => server.stop();
}
