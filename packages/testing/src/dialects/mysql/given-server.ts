import type { RawDatabase } from '../../raw/raw-database.js';
import { openRawMysql } from './open-raw.js';
import { SETTINGS } from './settings.js';

/** The first versions that are supported, in parts. */
const FIRST_VERSIONS = { mariadb: [10, 6, 0], mysql: [8, 0, 30] };

/** What the tests need from a server, and whether it has that. */
const CHECKS = `
  SELECT 'all rights, and the right to grant them' AS need,
    count(CASE WHEN privilege_type IN ('SUPER', 'PROCESS', 'CREATE', 'CREATE USER') AND is_grantable = 'YES'
      THEN 1 END) = 4 AS met
  FROM information_schema.user_privileges
  WHERE grantee = concat('''', replace(current_user(), '@', '''@'''), '''')
  UNION ALL SELECT 'InnoDB as its storage engine', @@default_storage_engine = 'InnoDB'`;

/**
 * Checks that a server which somebody else has started fits the tests, and gives it their settings. They create
 * databases and users, end the connections of others, and open dozens of pools at once.
 *
 * @returns the server's version.
 * @throws Error that names everything it lacks.
 */
export async function prepareGivenServer(url: string): Promise<string> {
  const server = openRawMysql(url);
  try {
    const [row] = await server.query('SELECT version() AS version');
    const version = String(row?.version);
    const missing = await findMissing(server, version);
    if (missing.length > 0) {
      throw new Error(
        `The server of CELLBRIDGE_TEST_MYSQL lacks what tests need: ${missing.join(', ')}.`,
      );
    }
    await server.query('SET GLOBAL time_zone = ?', SETTINGS.time_zone);
    await server.query('SET GLOBAL sql_mode = ?', SETTINGS.sql_mode);
    const { max_connections } = SETTINGS;
    await server.query(
      'SET GLOBAL max_connections = greatest(@@max_connections, ?)',
      max_connections,
    );
    return version;
  } finally {
    await server.close();
  }
}

async function findMissing(server: RawDatabase, version: string): Promise<string[]> {
  const unmet = (await server.query(CHECKS)).filter(({ met }) => !met);
  const missing = unmet.map(({ need }) => String(need));
  if (isSupported(version)) return missing;
  return ['version 10.6 or later of MariaDB, or 8.0.30 of MySQL', ...missing];
}

/** @param version as a server writes its own, such as `10.11.19-MariaDB-0+deb12u1` or `8.4.3`. */
export function isSupported(version: string): boolean {
  const first = FIRST_VERSIONS[/mariadb/i.test(version) ? 'mariadb' : 'mysql'];
  const parts = version.split(/[.-]/, 3).map(Number);
  const index = first.findIndex((part, place) => parts[place] !== part);
  return index < 0 || Number(parts[index]) > Number(first[index]);
}
