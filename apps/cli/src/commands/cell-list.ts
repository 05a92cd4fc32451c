import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const cellList: Command = {
  path: ['cell', 'list'],
  description: 'list the cells',
  examples: ['cellbridge cell list', 'cellbridge cell list --json'],
  async handler({ apiUrl, output }) {
    const { listCells } = await import('../cells.js');
    const cells = await listCells(apiUrl);
    output.table(
      ['Name', 'UUID', 'Database', 'Disabled'],
      cells.map(({ name, uuid, database, disabled }) => [
        name,
        uuid,
        database,
        disabled ? 'yes' : 'no',
      ]),
    );
    output.document(cells);
    return EXIT.done;
  },
};
