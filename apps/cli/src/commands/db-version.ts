import { CELL_DB_OPTION } from '../cell-db-option.js';
import { CELL_OPTION } from '../cell-option.js';
import type { Command } from '../command.js';

export const dbVersion: Command = {
  path: ['db', 'version'],
  description: 'say which schema the cell databases have',
  options: [CELL_DB_OPTION, CELL_OPTION],
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
};
