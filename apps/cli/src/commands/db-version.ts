import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';

export const dbVersion = defineCommand({
  path: ['db', 'version'],
  description: 'show the schema versions of the cell databases',
  options: { cellDb: CELL_DB_OPTION, cell: CELL_OPTION },
  examples: ['cellbridge db version', 'cellbridge db version --cell cell1 --json'],
  async handler(invocation) {
    const { cellSchemaVersion } = await import('@cellbridge/db-cell');
    const { describeVersion } = await import('../describe-sync.js');
    const { forEachCell } = await import('../for-each-cell.js');
    const { printCells } = await import('../print-cells.js');
    const cells = await forEachCell(invocation, {}, async (database) => {
      const version = await cellSchemaVersion(database);
      return { lines: [describeVersion(version)], document: version };
    });
    return printCells(invocation.output, cells);
  },
});
