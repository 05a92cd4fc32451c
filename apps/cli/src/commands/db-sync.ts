import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';

export const dbSync = defineCommand({
  path: ['db', 'sync'],
  description: 'create, adopt or upgrade the schema of the cell databases',
  options: { cellDb: CELL_DB_OPTION, cell: CELL_OPTION },
  examples: ['cellbridge db sync', 'cellbridge db sync --cell cell1'],
  async handler(invocation) {
    const { openApiDatabase } = await import('@cellbridge/db-api');
    const { isNovaDeployment, proveEarlierMoves, syncCell } = await import('@cellbridge/migrator');
    const { describeForOwner, describeProof, describeSync, waitNote } = await import(
      '../describe-sync.js'
    );
    const { forEachCell } = await import('../for-each-cell.js');
    const { printCells } = await import('../print-cells.js');
    const { syncDatabase } = await import('../sync-database.js');
    const { apiUrl, output } = invocation;
    const askWhetherNova = async () => {
      await using api = await openApiDatabase(apiUrl);
      return await isNovaDeployment(api, { onWait: waitNote(output, api) });
    };
    const isOfNova = await askWhetherNova();
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
});
