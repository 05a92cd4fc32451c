import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const cellDelete: Command = {
  path: ['cell', 'delete'],
  description: 'take an empty cell out of cell_mappings; its database stays',
  arguments: [{ name: '<cell>', description: 'its name or uuid' }],
  options: [
    {
      flags: '--force',
      description: 'without a look into its database: also if it holds live groups, or is down',
    },
  ],
  examples: ['cellbridge cell delete cell1'],
  async handler({ apiUrl, arguments: [nameOrUuid = ''], options, output }) {
    const { deleteCell } = await import('../cells.js');
    const { receipts, ...cell } = await deleteCell(apiUrl, nameOrUuid, {
      force: options.force === true,
    });
    output.line(`Cell ${cell.name ?? cell.uuid} has been deleted.`);
    if (receipts > 0) {
      output.line(
        `Receipts of ${receipts} groups name it: from now on "cellbridge db verify" notes it as unmapped, and its database is asked no more.`,
      );
    }
    output.document(cell);
    return EXIT.done;
  },
};
