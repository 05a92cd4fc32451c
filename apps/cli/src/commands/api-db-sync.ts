import { defineCommand } from '../command.js';
import { EXIT } from '../exit-code.js';

export const apiDbSync = defineCommand({
  path: ['api-db', 'sync'],
  description: 'create, adopt or upgrade the schema of the API database',
  examples: [
    'cellbridge api-db sync',
    'cellbridge api-db sync --api-db postgresql://nova:secret@localhost/nova_api',
  ],
  makesApiDb: true,
  async handler({ apiUrl, io, output }) {
    const { openApiDatabase, syncApiDatabase } = await import('@cellbridge/db-api');
    const { describeForOwner, describeSync } = await import('../describe-sync.js');
    const { syncDatabase } = await import('../sync-database.js');
    await using database = await openApiDatabase(apiUrl, { create: true });
    const report = await syncDatabase({ io, output }, database, (options) =>
      syncApiDatabase(database, options),
    );
    output.line(`${database.description}: ${describeSync(report)}`);
    for (const line of describeForOwner(report)) output.line(line);
    output.document({ database: database.description, ...report });
    return EXIT.done;
  },
});
