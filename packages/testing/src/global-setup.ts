import type { TestProject } from 'vitest/node';
import { startPostgresql } from './postgresql/server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the PostgreSQL server of this test run, as its superuser. */
    postgresqlUrl: string;
  }
}

/** Starts one PostgreSQL server for the whole test run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresql();
  project.provide('postgresqlUrl', server.url);
  return () => server.stop();
}
