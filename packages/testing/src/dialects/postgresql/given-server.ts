import { openRawPostgresql } from './open-raw.js';

/** What the tests need from a server, and whether it has that. */
const CHECKS = `
  SELECT 'version 14 or later' AS need, current_setting('server_version_num')::integer >= 140000 AS met
  UNION ALL SELECT 'a superuser', rolsuper FROM pg_roles WHERE rolname = current_user
  UNION ALL SELECT 'the encoding UTF8', current_setting('server_encoding') = 'UTF8'
  UNION ALL SELECT 'ssl = on', current_setting('ssl') = 'on'
  UNION ALL SELECT 'max_connections of 200 or more', current_setting('max_connections')::integer >= 200`;

/**
 * Checks that a server which somebody else has started fits the tests. They create databases, end the
 * connections of others (as superuser), use TLS, and open dozens of pools at once. A collation other than C
 * makes the tests stricter, but is not required.
 *
 * @returns the server's version.
 * @throws Error that names everything it lacks.
 */
export async function checkGivenServer(url: string): Promise<string> {
  const server = openRawPostgresql(url);
  try {
    const missing = (await server.query(CHECKS)).filter(({ met }) => !met);
    if (missing.length > 0) {
      const needs = missing.map(({ need }) => need).join(', ');
      throw new Error(`The server of CELLBRIDGE_TEST_POSTGRESQL lacks what tests need: ${needs}.`);
    }
    const [row] = await server.query(`SELECT current_setting('server_version') AS version`);
    return String(row?.version);
  } finally {
    await server.close();
  }
}
