import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';

export const cellCreate: Command = {
  path: ['cell', 'create'],
  description: 'add a cell to cell_mappings',
  options: [
    { flags: '--name <NAME>', description: 'its name', isRequired: true },
    {
      flags: '--database-connection <URL>',
      description: 'where its database is; - reads the URL from standard input',
      isRequired: true,
    },
    { flags: '--uuid <UUID>', description: 'its uuid; generated if none is given' },
    { flags: '--no-check', description: 'do not try to open its database' },
  ],
  examples: [
    'cellbridge cell create --name cell1 --database-connection sqlite:///.cellbridge/cell1.sqlite',
    'cellbridge cell create --name cell2 --database-connection -',
  ],
  async handler({ apiUrl, options, io, output }) {
    const { createCell } = await import('../cells.js');
    const given = String(options.databaseConnection);
    const url = given === '-' ? (await io.input()).trim() : given;
    const cell = await createCell(apiUrl, {
      name: String(options.name),
      url,
      uuid: options.uuid as string | undefined,
      isChecked: options.check !== false,
    });
    output.line(`Cell ${cell.name} has been added; its uuid is ${cell.uuid}.`);
    output.document(cell);
    return EXIT.done;
  },
};
