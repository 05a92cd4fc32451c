import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const apiDbSync: Command = {
  path: ['api-db', 'sync'],
  description: 'make, adopt or upgrade the schema of the API database',
  examples: [
    'cellbridge api-db sync',
    'cellbridge api-db sync --api-db postgresql://nova:secret@localhost/nova_api',
  ],
  makesApiDb: true,
  async handler({ apiUrl, output }) {
    const { openDatabase, syncApiDatabase } = await import('@cellbridge/db-api');
    const { describeSync, waitNote } = await import('../describe-sync.js');
    await using database = await openDatabase(apiUrl, { create: true });
    const report = await syncApiDatabase(database, { onWait: waitNote(output, database) });
    output.line(`${database.description}: ${describeSync(report)}`);
    output.document({ database: database.description, ...report });
    return EXIT.done;
  },
};
