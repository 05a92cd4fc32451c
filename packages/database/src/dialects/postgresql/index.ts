import type { DatabaseKind } from '../../database-kind.js';
import { postgresqlDialect } from './dialect.js';
import { loadPostgresqlDriver } from './driver.js';
import { openPostgresql } from './open.js';
import { type PostgresqlUrl, readPostgresqlUrl } from './parse-url.js';
import { serversOf } from './servers.js';
import { settingsOf } from './settings.js';

/** PostgreSQL: a server. */
export const postgresql: DatabaseKind = {
  dialect: postgresqlDialect,
  schemes: ['postgresql', 'postgres'],
  exampleUrls: ['postgresql://user:password@host/database'],

  readUrl(parts, remedy) {
    const url = readPostgresqlUrl(parts, remedy);
    return {
      description: url.description,
      file: null,
      places: () => placesOf(url),
      open: async (options, schema) => {
        await loadPostgresqlDriver();
        return await openPostgresql(url, options, schema);
      },
    };
  },
};

function placesOf(url: PostgresqlUrl): string[] {
  const settings = settingsOf(url);
  // The options can name the schema of the tables.
  const [database, options] = ['dbname', 'options'].map((name) => settings.get(name) ?? null);
  return serversOf(settings, url.description).map(({ host, port }) =>
    JSON.stringify([host.toLowerCase(), port, database, options]),
  );
}
