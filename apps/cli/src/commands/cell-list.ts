import { defineCommand } from '../command.js';
import { EXIT } from '../exit-code.js';

export const cellList = defineCommand({
  path: ['cell', 'list'],
  description: 'list the cells',
  examples: ['cellbridge cell list', 'cellbridge cell list --json'],
  async handler({ apiUrl, novaConnection, output }) {
    const { fillTemplate, listCellMappings, openApiDatabase } = await import('@cellbridge/db-api');
    const { shownUrl } = await import('../shown-url.js');
    await using api = await openApiDatabase(apiUrl);
    const mappings = await listCellMappings(api);
    const cells = mappings.map(({ uuid, name, databaseConnection, disabled }) => {
      const url = databaseConnection && fillTemplate(databaseConnection, novaConnection);
      return { uuid, name, database: url && shownUrl(url), disabled };
    });
    output.table(
      ['Name', 'UUID', 'Database', 'Disabled'],
      cells.map(({ name, uuid, database, disabled }) => {
        return [name, uuid, database, disabled ? 'yes' : 'no'];
      }),
    );
    output.document(cells);
    return EXIT.done;
  },
});
