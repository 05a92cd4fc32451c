import type { TestProject } from 'vitest/node';
import { checkGivenServer } from './dialects/postgresql/given-server.js';
import { startPostgresql } from './dialects/postgresql/server.js';

/**
 * Prepares one PostgreSQL server for the whole test run: the server of `CELLBRIDGE_TEST_POSTGRESQL`, or
 * a new one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CELLBRIDGE_TEST_POSTGRESQL;
  if (given) {
    const { host } = new URL(given);
    console.info(`The tests use PostgreSQL ${await checkGivenServer(given)} on ${host}.`);
    project.provide('postgresqlUrl', given);
    return async () => undefined;
  }
  const server = await startPostgresql();
  project.provide('postgresqlUrl', server.url);
  return () => server.stop();
}
