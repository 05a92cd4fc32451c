import { defineCommand } from '../command.js';
import { counted } from '../counted.js';
import { EXIT } from '../exit-code.js';

export const cellDelete = defineCommand({
  path: ['cell', 'delete'],
  description: 'delete an empty cell from cell_mappings; its database stays',
  arguments: { cell: { description: 'its name or uuid' } },
  options: {
    force: {
      description:
        'do not look into its database: the cell may hold live groups, or be down; still refused while instances or hosts are mapped to it',
    },
  },
  examples: ['cellbridge cell delete cell1'],
  async handler({
    apiUrl,
    novaConnection,
    arguments: { cell: nameOrUuid },
    options: { force },
    output,
  }) {
    const { cellLabel, deleteCell, Deployment } = await import('@cellbridge/objects');
    await using deployment = await Deployment.open({ api: apiUrl, novaConnection });
    const { receipts, ...cell } = await deleteCell(deployment, nameOrUuid, { force });
    output.line(`Cell ${cellLabel(cell)} has been deleted.`);
    if (receipts > 0) {
      output.line(
        `Receipts of ${counted(receipts, 'group')} name it: "cellbridge db verify" now reports it as unmapped and ends with 5, because its database is no longer asked.`,
      );
    }
    output.document(cell);
    return EXIT.done;
  },
});
