import type { TestProject } from 'vitest/node';
import { checkGivenServer } from './postgresql/given-server.js';
import { startPostgresql } from './postgresql/server.js';

/**
 * Makes one PostgreSQL server ready for the whole test run: the one that
 * `CELLBRIDGE_TEST_POSTGRESQL` names, or one that it starts.
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
