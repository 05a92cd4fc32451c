import { CELL_DB_OPTION } from '../cell-db-option.js';
import { CELL_OPTION } from '../cell-option.js';
import type { Command } from '../command.js';

export const dbSync: Command = {
  path: ['db', 'sync'],
  description: 'make, adopt or upgrade the schema of the cell databases',
  options: [CELL_DB_OPTION, CELL_OPTION],
  examples: ['cellbridge db sync', 'cellbridge db sync --cell cell1'],
  async handler(invocation) {
    const { proveEarlierMoves } = await import('@cellbridge/migrator');
    const { describeForOwner, describeProof, describeSync } = await import('../describe-sync.js');
    const { forEachCell } = await import('../for-each-cell.js');
    const { printCells } = await import('../print-cells.js');
    const { isNovaMade, syncCell } = await import('../sync-cell.js');
    const { syncDatabase } = await import('../sync-database.js');
    const { apiUrl, output } = invocation;
    const isOfNova = await isNovaMade(apiUrl, output);
    const create = !isOfNova;
    const cells = await forEachCell(invocation, { create }, async (database, where) => {
      const report = await syncDatabase(invocation, database, (options) =>
        syncCell(database, { isOfNova, ...options }),
      );
      const receipts = await proveEarlierMoves(where.deployment, where.cell);
      const lines = [describeSync(report), ...describeForOwner(report), ...describeProof(receipts)];
      return { lines, document: { ...report, receipts } };
    });
    return printCells(output, cells);
  },
};
