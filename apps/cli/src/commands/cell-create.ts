import { defineCommand } from '../command.js';
import { EXIT } from '../exit-code.js';
import { plainText } from '../plain-text.js';
import { UsageError } from '../usage-error.js';

export const cellCreate = defineCommand({
  path: ['cell', 'create'],
  description: 'add a cell to cell_mappings',
  options: {
    name: { value: 'NAME', description: 'its name', parse: plainName, isRequired: true },
    databaseConnection: {
      value: 'URL',
      description: 'the URL of its database, or a template of it; @FILE or - reads it',
      isRequired: true,
    },
    uuid: { value: 'UUID', description: 'its uuid; generated if omitted' },
    noCheck: { description: 'do not open its database first' },
  },
  examples: [
    'cellbridge cell create --name cell1 --database-connection sqlite:///.cellbridge/cell1.sqlite',
    'cellbridge cell create --name cell2 --database-connection -',
  ],
  async handler({ apiUrl, novaConnection, options, output, urls }) {
    const { fillTemplate } = await import('@cellbridge/db-api');
    const { createCell } = await import('@cellbridge/objects');
    const { shownUrl } = await import('../shown-url.js');
    const { name, databaseConnection, uuid: givenUuid, noCheck } = options;
    const url = await urls.read(databaseConnection, '--database-connection');
    const uuid = await createCell(apiUrl, {
      name,
      url,
      uuid: givenUuid,
      isChecked: !noCheck,
      novaConnection,
    });
    output.line(`Cell ${name} has been added; its uuid is ${uuid}.`);
    const database = shownUrl(fillTemplate(url, novaConnection));
    output.document({ uuid, name, database, disabled: false });
    return EXIT.done;
  },
});

function plainName(name: string, flag: string): string {
  if (plainText(name) === name) return name;
  throw new UsageError(`${flag} has control characters; leave them out.`);
}
