import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const configShow = defineCommand({
  path: ['config', 'show'],
  description: 'show where the databases are and who says so, without passwords',
  options: { cellDb: CELL_DB_OPTION },
  examples: [
    'cellbridge config show',
    'cellbridge config show --nova-conf /etc/nova/nova.conf --json',
  ],
  makesApiDb: true,
  async handler(invocation) {
    const { cellOverrides } = await import('../cell-overrides.js');
    const { shownUrl } = await import('../shown-url.js');
    const { output, settings } = invocation;
    const { apiDb, novaConnection } = settings;
    const cells = await cellOverrides(invocation);
    const cellsFrom = invocation.options.cellDb ? '--cell-db' : 'CELLBRIDGE_CELL_DBS';
    const shown = [
      { name: 'API database', value: shownUrl(apiDb.value), from: apiDb.from },
      {
        name: 'Nova connection',
        value: novaConnection ? shownUrl(novaConnection.value) : null,
        from: novaConnection?.from ?? null,
      },
      ...cells.map(({ name, url }) => {
        return { name: `Cell ${name}`, value: shownUrl(url), from: cellsFrom };
      }),
    ];
    output.table(
      ['Setting', 'Value', 'From'],
      shown.map(({ name, value, from }) => [name, value ?? 'none', from ?? '']),
    );
    output.document(shown);
    return EXIT.done;
  },
});
