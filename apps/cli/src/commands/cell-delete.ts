import type { Command } from '../command.js';
import { counted } from '../counted.js';
import { EXIT } from '../exit-code.js';

export const cellDelete: Command = {
  path: ['cell', 'delete'],
  description: 'take an empty cell out of cell_mappings; its database stays',
  arguments: [{ name: '<cell>', description: 'its name or uuid' }],
  options: [
    {
      flags: '--force',
      description:
        'without a look into its database: also if it holds live groups, or is down; refused all the same while instances or hosts are mapped to it',
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
        `Receipts of ${counted(receipts, 'group')} name it: from now on "cellbridge db verify" calls it unmapped and ends with 5, for nobody asks its database any more.`,
      );
    }
    output.document(cell);
    return EXIT.done;
  },
};
