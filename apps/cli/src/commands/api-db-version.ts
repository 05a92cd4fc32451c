import { defineCommand } from '../command.js';
import { EXIT } from '../exit-code.js';

export const apiDbVersion = defineCommand({
  path: ['api-db', 'version'],
  description: 'show the schema version of the API database',
  examples: ['cellbridge api-db version', 'cellbridge api-db version --json'],
  async handler({ apiUrl, output }) {
    const { apiSchemaVersion, openApiDatabase } = await import('@cellbridge/db-api');
    const { describeVersion } = await import('../describe-sync.js');
    await using database = await openApiDatabase(apiUrl);
    const version = await apiSchemaVersion(database);
    output.line(`${database.description}: ${describeVersion(version)}`);
    output.document({ database: database.description, ...version });
    return EXIT.done;
  },
});
