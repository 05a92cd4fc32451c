import type { TestProject } from 'vitest/node';
import { bundleCommand } from './command-bundle.js';
import { prepareGivenServer } from './dialects/mysql/given-server.js';
import { INSTALL_HINT } from './dialects/mysql/programs.js';
import { startMysqlIfFound } from './dialects/mysql/server.js';
import { checkGivenServer } from './dialects/postgresql/given-server.js';
import { startPostgresql } from './dialects/postgresql/server.js';

/** A server of this run. */
interface RunningServer {
  readonly url: string;
  /** Stops it. Undefined: somebody else has started it. */
  readonly stop?: () => Promise<void>;
}

/**
 * Prepares one server of each kind for the whole test run: the server of `CELLBRIDGE_TEST_POSTGRESQL` and
 * `CELLBRIDGE_TEST_MYSQL`, or a new one. Without a server of MariaDB or MySQL its suites are skipped. Bundles the command.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgresql, mysql, bundle] = await Promise.all([
    preparePostgresql(),
    prepareMysql(),
    bundleCommand(),
  ]);
  project.provide('postgresqlUrl', postgresql.url);
  project.provide('mysqlUrl', mysql?.url);
  project.onTestsRerun(bundle.refresh);
  return async () => {
    await Promise.all([postgresql.stop?.(), mysql?.stop?.(), bundle.remove()]);
  };
}

async function preparePostgresql(): Promise<RunningServer> {
  const url = process.env.CELLBRIDGE_TEST_POSTGRESQL;
  if (!url) return await startPostgresql();
  sayWhich(`PostgreSQL ${await checkGivenServer(url)}`, url);
  return { url };
}

async function prepareMysql(): Promise<RunningServer | undefined> {
  const url = process.env.CELLBRIDGE_TEST_MYSQL;
  if (url) {
    sayWhich(`MySQL ${await prepareGivenServer(url)}`, url);
    return { url };
  }
  const server = await startMysqlIfFound();
  if (!server)
    console.info(`The suites on MySQL do not run, for there is no server; ${INSTALL_HINT}.`);
  return server;
}

function sayWhich(product: string, url: string): void {
  console.info(`The tests use ${product} on ${new URL(url).host}.`);
}
